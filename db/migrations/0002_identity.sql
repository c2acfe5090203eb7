-- Federation staff: who may sign in, with which role, for which part of the tree.
-- Passwords, sessions and second factors belong to the sign-in library and live in its own tables.

create table staff (
  id bigint generated always as identity primary key,
  person_id bigint not null unique references person,
  -- The unit below which this person may act.
  unit_id bigint not null references unit,
  role text not null check (role in ('leader', 'specialist', 'clerk', 'viewer', 'administrator')),
  job_title text not null,
  email text not null unique,
  locale text not null default 'vi' check (locale in ('vi', 'en')),
  disabled_at timestamptz
);
