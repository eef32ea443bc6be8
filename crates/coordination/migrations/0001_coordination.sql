-- Bodies of the organisation, as a tree.
create table body (
  id keytext primary key references record (id),
  code keytext not null unique,
  abbreviation text not null,
  level keytext not null,
  community keytext not null,
  parent_id keytext,
  mandate text not null,
  sort_key keytext not null
);
create index body_parent on body (parent_id, sort_key);

-- Meetings: those of the public record and those convened here. A living meeting has instants in its
-- venue's zone; a meeting of the record may only have a day, a month or a year.
create table meeting (
  id keytext primary key references record (id),
  body_id keytext references body (id),
  series keytext not null,
  series_name text not null,
  ordinal bigint,
  kind text not null,
  start_date keytext not null,
  end_date keytext not null,
  start_at bigint,
  end_at bigint,
  zone text not null,
  venue text not null,
  city text not null,
  country keytext not null,
  mode text not null,
  link text not null,
  host text not null,
  chair text not null,
  status keytext not null,
  reason text not null,
  sequence bigint not null,
  note text not null,
  living bigint not null,
  convened_at bigint,
  circulated_at bigint,
  opened_at bigint,
  concluded_at bigint,
  adopted_at bigint,
  document_weeks bigint
);
create index meeting_when on meeting (start_date, id);
create index meeting_body on meeting (body_id, start_date);
create index meeting_series on meeting (series, ordinal);
create index meeting_country on meeting (country, start_date);

-- Agenda items. Numbers are given from all items, so that a restricted one leaves its gap.
create table agenda_item (
  id keytext primary key,
  meeting_id keytext not null references meeting (id),
  parent_id keytext,
  position bigint not null,
  number keytext not null,
  title text not null,
  lang text not null,
  purpose text not null,
  minutes bigint,
  lead text not null,
  note text not null,
  class bigint not null
);
create index agenda_item_meeting on agenda_item (meeting_id, position);

-- Documents of meetings; title, symbol, class and languages are on the record, files beside it.
create table document (
  id keytext primary key references record (id),
  meeting_id keytext not null references meeting (id),
  item_id keytext references agenda_item (id),
  class_code text not null,
  revision_of keytext references document (id) deferrable initially deferred,
  modifier text not null,
  submitted_by text not null,
  status text not null,
  submitted_at bigint not null
);
create index document_meeting on document (meeting_id, item_id);
create index document_revision on document (revision_of);
create index document_item on document (item_id);
create index document_latest on document (submitted_at, id);
create index document_chain on document (coalesce(revision_of, id));
create index meeting_open on meeting (start_date, id) where living = 1 and status not in ('report-adopted', 'cancelled');
