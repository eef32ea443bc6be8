-- The journal: append-only, chained.
create table journal (
  seq bigint primary key,
  at bigint not null,
  actor keytext,
  actor_name text not null,
  action text not null,
  noun text not null,
  record_id keytext,
  before text,
  after text,
  hash bytea not null
);
create index journal_record on journal (record_id, seq);
create index journal_noun on journal (noun, seq);
-- engine: sqlite
create trigger journal_keeps before update on journal begin select raise(abort, 'the journal is append-only'); end;
create trigger journal_stays before delete on journal begin select raise(abort, 'the journal is append-only'); end;
-- engine: postgres
create function journal_refuse() returns trigger language plpgsql as $$ begin raise exception 'the journal is append-only'; end $$;
create trigger journal_keeps before update or delete or truncate on journal for each statement execute function journal_refuse();
-- engine: both

-- Every noun on the thread.
create table record (
  id keytext primary key,
  kind keytext not null,
  key keytext not null,
  symbol text,
  symbol_key keytext,
  title text not null,
  lang text not null,
  class bigint not null,
  body_id keytext,
  date keytext,
  path text not null,
  source text,
  confidence text,
  illustrative bigint not null,
  created_at bigint not null,
  changed_at bigint not null,
  unique (kind, key)
);
create unique index record_symbol on record (symbol_key) where symbol_key is not null;
create index record_body on record (kind, body_id, class, id);
create index record_recent on record (kind, date, id);

-- Titles by language: original, official, courtesy or machine.
create table record_title (
  record_id keytext not null references record (id),
  lang keytext not null,
  title text not null,
  standing text not null,
  primary key (record_id, lang)
);

-- Bodies of text by language (mandates, notes, answers).
create table record_text (
  record_id keytext not null references record (id),
  part keytext not null,
  lang keytext not null,
  body text not null,
  standing text not null,
  primary key (record_id, part, lang)
);

-- The thread itself.
create table record_link (
  from_id keytext not null references record (id),
  relation keytext not null,
  to_id keytext not null references record (id),
  primary key (from_id, relation, to_id)
);
create index record_link_back on record_link (to_id, relation);

-- Who may read a confidential record.
create table record_reader (
  record_id keytext not null references record (id),
  account_id keytext not null,
  primary key (record_id, account_id)
);

-- Official symbols, allocated once, never reused and never renamed.
create table symbol_register (
  symbol_key keytext primary key,
  symbol text not null,
  record_id keytext,
  series keytext not null,
  at bigint not null
);
create table symbol_series (
  series keytext primary key,
  last bigint not null
);

-- Files by their content.
create table blob (
  hash keytext primary key,
  bytes bigint not null,
  media_type text not null,
  state text not null,
  text text,
  at bigint not null
);
create table record_file (
  id keytext primary key,
  record_id keytext not null references record (id),
  hash keytext not null references blob (hash),
  name text not null,
  lang keytext not null,
  standing text not null,
  at bigint not null
);
create index record_file_record on record_file (record_id, lang);
create index record_file_hash on record_file (hash);

-- Accounts, what they may do, and how they are let in.
create table account (
  id keytext primary key,
  email keytext not null unique,
  name text not null,
  password text,
  lang text not null,
  zone text not null,
  state text not null,
  person_id keytext,
  created_at bigint not null
);
create table role_grant (
  id keytext primary key,
  account_id keytext not null references account (id),
  role keytext not null,
  body_id keytext,
  party keytext,
  ended bigint not null,
  since bigint not null
);
create index role_grant_account on role_grant (account_id, ended);
create index role_grant_body on role_grant (body_id, ended);
create table session (
  id keytext primary key,
  account_id keytext not null references account (id),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  agent text not null
);
create index session_account on session (account_id);
create table token (
  id keytext primary key,
  hash keytext not null unique,
  account_id keytext not null references account (id),
  label text not null,
  scopes text not null,
  created_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint
);
create index token_account on token (account_id);
-- Links that let one person do one thing once: invitations, password resets.
create table link (
  hash keytext primary key,
  purpose text not null,
  account_id keytext references account (id),
  payload text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);

-- Work for later.
create table job (
  id keytext primary key,
  kind keytext not null,
  payload text not null,
  dedupe keytext unique,
  state keytext not null,
  run_at bigint not null,
  attempts bigint not null,
  lease_until bigint,
  error text,
  created_at bigint not null,
  finished_at bigint
);
create index job_waiting on job (state, run_at);

create table setting (
  name keytext primary key,
  value text not null
);
