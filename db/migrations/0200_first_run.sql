-- The first run: how an empty installation gets its federation and its first administrator (docs/decisions/0200).

-- The link to the wizard, printed on the machine itself. The newest is the only one that works; times are the machine's.
create table setup_link (
  id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  check (expires_at > created_at),
  check (used_at is null or revoked_at is null)
);
create unique index setup_link_open on setup_link ((true)) where used_at is null and revoked_at is null;
-- No row of anybody and no business of the console: the wizard runs before there is a member of staff.
revoke all on setup_link from loa_console;
alter table setup_link enable row level security;

-- What one browser has filled in waits here, sealed, until its confirmation writes all of it at once.
alter table sign_in_step
  drop constraint sign_in_step_kind_check,
  add constraint sign_in_step_kind_check check (kind in ('second_factor', 'passkey', 'passkey_new', 'oidc', 'setup'));
