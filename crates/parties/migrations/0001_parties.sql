-- Member States. Who is a member on a day follows from `admitted` and `withdrawn` (empty while it
-- lasts); `ord` is the stored English order of precedence and rotation, not a sort of names.
create table member (
  id keytext primary key references record (id),
  code keytext not null unique,
  alpha3 keytext not null,
  official_name text not null,
  ord bigint not null,
  capital text not null,
  languages text not null,
  currency text not null,
  zone text not null,
  admitted keytext not null,
  withdrawn keytext not null,
  founding bigint not null,
  national_day text not null,
  national_day_name text not null,
  ministry text not null,
  ministry_confidence text not null,
  note text not null
);
create index member_order on member (ord, code);

-- Names of the members by language, each with where it comes from.
create table member_name (
  member_id keytext not null references member (id),
  lang keytext not null,
  name text not null,
  source text not null,
  confidence text not null,
  primary key (member_id, lang)
);

-- Public holidays of the members; `subdivision` is empty when the whole country rests.
create table holiday (
  country keytext not null,
  date keytext not null,
  name keytext not null,
  subdivision keytext not null,
  category keytext not null,
  local_name text not null,
  local_lang text not null,
  estimated bigint not null,
  source text not null,
  confidence text not null,
  primary key (country, date, name, subdivision, category)
);

-- Who chairs from which day to which: decisions, never computed.
create table chairmanship (
  id keytext primary key references record (id),
  year bigint not null,
  member_code keytext not null,
  start_date keytext not null,
  end_date keytext not null,
  theme text not null,
  note text not null
);
create index chairmanship_start on chairmanship (start_date, id);
create index chairmanship_member on chairmanship (member_code, start_date);

-- People, with the parts of their names; `home` is the term whose row describes the person.
create table person (
  id keytext primary key references record (id),
  slug keytext not null unique,
  given text not null,
  family text not null,
  suffix text not null,
  honorific text not null,
  family_first bigint not null,
  single bigint not null,
  by_given bigint not null,
  derived bigint not null,
  nationality keytext not null,
  sort_key keytext not null,
  home keytext not null
);
create index person_nationality on person (nationality, sort_key);

-- Terms of office; `end_date` is empty while nobody has said when it ends.
create table office_term (
  id keytext primary key,
  person_id keytext not null references person (id),
  post text not null,
  post_code keytext not null,
  ordinal bigint not null,
  route text not null,
  start_date keytext not null,
  end_date keytext not null,
  status keytext not null,
  source text not null,
  confidence text not null
);
create index office_term_start on office_term (start_date, id);
create index office_term_person on office_term (person_id, start_date);
create index office_term_post on office_term (post_code, start_date);

-- Partners, observers and organisations with ties.
create table partner (
  id keytext primary key references record (id),
  code keytext not null unique,
  status_type keytext not null,
  status text not null,
  relations_since keytext not null,
  status_since keytext not null,
  status_confidence text not null,
  coordinator keytext not null,
  coordinator_term text not null,
  coordinator_confidence text not null,
  sort_key keytext not null
);
create index partner_order on partner (sort_key, code);
create index partner_coordinator on partner (coordinator);
