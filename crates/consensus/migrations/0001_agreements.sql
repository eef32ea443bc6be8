-- An agreement's own facts, beside its row in the registry of records.
create table instrument (
  id keytext primary key references record (id),
  -- Row number of the profile's file, by which the acts of parties name it.
  agreement_id keytext unique,
  abbreviation text,
  kind keytext not null,
  place text,
  community keytext not null,
  binding keytext not null,
  entry_into_force keytext,
  all_required keytext not null,
  depositary text,
  state keytext not null,
  status text,
  -- Date of the agreement, empty when not known: what the collection is ordered by.
  sort_date keytext not null,
  sort_key keytext not null
);
create index instrument_by_date on instrument (sort_date, id);
create index instrument_by_title on instrument (sort_key, id);

-- What a party did: signed, ratified, acceded, notified.
create table party_action (
  instrument_id keytext not null references instrument (id),
  party keytext not null,
  action keytext not null,
  signed keytext,
  ratified keytext,
  deposited keytext,
  in_force keytext,
  notes text,
  source text,
  confidence text,
  primary key (instrument_id, party, action)
);
create index party_action_party on party_action (party, instrument_id);
