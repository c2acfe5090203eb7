-- What the installation asks of its staff, further (docs/decisions/0201, 0202): passkeys, the length of a session, and what a
-- sign-in through the organisation's own accounts is worth.
alter table sign_in_policy
  -- none: no new ones (those that are there go on as a second step) · second: as a second step · alone: also without a password
  add column passkeys text not null default 'alone' check (passkeys in ('none', 'second', 'alone')),
  -- So long after signing in the person signs in again, however busy they were.
  add column session_hours smallint not null default 168 check (session_hours between 1 and 720),
  -- own: Loa's second step comes after the organisation's account · provider: that account is proof enough
  add column oidc_second_factor text not null default 'own' check (oidc_second_factor in ('own', 'provider'));

-- A passkey shown once more, so that for some minutes ways to sign in may be added or taken away.
alter table sign_in_step
  drop constraint sign_in_step_kind_check,
  add constraint sign_in_step_kind_check
    check (kind in ('second_factor', 'passkey', 'passkey_new', 'oidc', 'setup', 'proof'));

-- A sign-in through the organisation's accounts, tied to a member of staff at its first use.
create table staff_oidc (
  staff_id bigint not null references staff on delete cascade,
  -- The issuer's address and its own number of the person: an e-mail address may be given to somebody else one day.
  issuer text not null,
  subject text not null,
  linked_at timestamptz not null,
  last_used_at timestamptz,
  primary key (issuer, subject),
  unique (staff_id, issuer)
);
-- Like the other proofs: read by src/domain/identity as the owner, no business of a console request.
revoke all on staff_oidc from loa_console;
alter table staff_oidc enable row level security;

-- How a sign-in came in: one by the organisation's account alone may be asked for Loa's own second step.
alter table auth_session add column way text;
