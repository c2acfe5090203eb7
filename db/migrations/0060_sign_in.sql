-- Tables of the sign-in library (better-auth): who proves to be whom. What a person may do stays in `staff`.
-- Column names are ours; src/http/sign-in/auth.ts maps them.

create table auth_user (
  id text primary key,
  staff_id bigint not null unique references staff on delete cascade,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table auth_session (
  id text primary key,
  user_id text not null references auth_user on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index auth_session_user on auth_session (user_id);
create index auth_session_expiry on auth_session (expires_at);

-- A way to sign in: today a password (hashed by the library), later a passkey or an organisation's own account.
create table auth_account (
  id text primary key,
  user_id text not null references auth_user on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index auth_account_user on auth_account (user_id);

create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index auth_verification_identifier on auth_verification (identifier);

-- Console requests have no business here: only the sign-in library reads passwords and sessions.
revoke all on auth_user, auth_session, auth_account, auth_verification from loa_console;
