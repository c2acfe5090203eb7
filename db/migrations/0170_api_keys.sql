-- Keys for programs. A key acts for the member of staff who made it, with some of their rights, on a part of their part
-- of the tree: never with more than they themselves hold at that moment (src/domain/identity/api-keys).
create table api_key (
  id bigint generated always as identity primary key,
  name text not null check (length(btrim(name)) between 1 and 100),
  -- The first characters, to recognise a key by; the key itself is shown once and kept as its SHA-256 alone.
  hint text not null check (length(hint) between 4 and 12),
  hash bytea not null unique check (length(hash) = 32),
  staff_id bigint not null references staff,
  -- The key reaches this unit and what lies below it.
  unit_id bigint not null references unit,
  permissions text[] not null check (cardinality(permissions) > 0),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by bigint references staff,
  -- The key that took this one's place; both work until this one's end.
  replaced_by bigint unique references api_key,
  check (expires_at > created_at),
  check (expires_at <= created_at + interval '366 days'),
  check ((revoked_at is null) = (revoked_by is null)),
  check (replaced_by <> id)
);
create index api_key_staff on api_key (staff_id);
create index api_key_unit on api_key (unit_id);

-- What a key may do stays what it was when it was made; it can only end sooner.
create function forbid_api_key_change() returns trigger language plpgsql as $$
begin
  raise exception 'an API key stays what it is' using errcode = 'LOA17';
end $$;
create trigger api_key_stays before update on api_key
  for each row when ((old.hash, old.staff_id, old.unit_id, old.permissions, old.created_at)
      is distinct from (new.hash, new.staff_id, new.unit_id, new.permissions, new.created_at)
    or new.expires_at > old.expires_at or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at))
  execute function forbid_api_key_change();

-- Every web process forgets at once what it remembered of a key that ends.
create function tell_api_key_ended() returns trigger language plpgsql as $$
begin
  perform pg_notify('loa_staff', new.staff_id::text);
  return null;
end $$;
create trigger api_key_heard after update of revoked_at, expires_at on api_key
  for each row execute function tell_api_key_ended();

alter table api_key enable row level security;
create policy console on api_key to loa_console using (unit_id in (select id from unit));
revoke delete, truncate on api_key from loa_console;

-- An act of a key is written down as the key's own; whose key it is stands in api_key.
alter table audit_entry drop constraint audit_entry_actor_kind_check;
alter table audit_entry add constraint audit_entry_actor_kind_check
  check (actor_kind in ('staff', 'officer', 'system', 'provider', 'api_key'));

-- Replies to writes that carried an Idempotency-Key, for 24 hours, so that a repeated call repeats nothing.
create table idempotent_reply (
  caller_kind text not null check (caller_kind in ('staff', 'api_key')),
  caller_id bigint not null,
  key text not null check (length(key) between 1 and 255),
  -- SHA-256 of method, address and body.
  fingerprint bytea not null check (length(fingerprint) = 32),
  started_at timestamptz not null,
  -- Null while the first call is still under way, or when nobody knows how it ended.
  status int check (status between 200 and 499),
  content_type text,
  body text,
  primary key (caller_kind, caller_id, key),
  check (status is not null or (content_type is null and body is null))
);
create index idempotent_reply_age on idempotent_reply (started_at);
-- No policy: console requests never see it. The server reads it before it knows whose part of the tree a call concerns.
alter table idempotent_reply enable row level security;
revoke all on idempotent_reply from loa_console;
