-- How often a key has called in its present minute, for all web processes together. A process takes some calls at a time, so
-- that a key that calls a thousand times a minute costs twenty writes. Rows without anything to keep: lost in a crash, the
-- minute begins anew.
create unlogged table api_key_calls (
  api_key_id bigint primary key references api_key on delete cascade,
  window_ends timestamptz not null,
  taken int not null check (taken >= 0),
  -- What the last statement was given of what it asked for.
  granted int not null check (granted >= 0)
);
-- No policy: counted before anybody knows whose part of the tree a call concerns.
alter table api_key_calls enable row level security;
revoke all on api_key_calls from loa_console;
