-- Two people for dangerous acts: one asks, another one with the same permission lets it happen exactly as it was asked.

-- For a unit and all below it, until a unit further down has its own. No row above a unit: two people for everything.
create table approval_policy (
  unit_id bigint primary key references unit,
  roles boolean not null,
  channels boolean not null,
  -- A Hỏa tốc to all.
  issuing boolean not null,
  -- Who may act alone in an emergency, with a written reason.
  override_roles text[] not null
    check (override_roles <@ array['administrator', 'leader', 'specialist', 'clerk', 'viewer', 'unit_officer']),
  changed_at timestamptz not null
);

create table approval (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('role_grant', 'role_end', 'channel_change', 'directive_issue', 'approval_policy')),
  -- Whose act it is: the approver holds the permission there too.
  unit_id bigint not null references unit,
  -- The act, as it will be carried out; ids, codes and settings.
  act jsonb not null,
  -- Its credentials, sealed as those of an account are.
  sealed bytea,
  has_sealed boolean not null generated always as (sealed is not null) stored,
  directive_id bigint references directive,
  reason text not null default '' check (length(reason) <= 300),
  requested_by bigint not null references staff,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  -- direct: the policy asked for nobody else. overridden: carried out alone, in an emergency.
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused', 'withdrawn', 'overridden', 'direct')),
  decided_by bigint references staff,
  decided_at timestamptz,
  note text check (length(note) <= 300),
  check (expires_at > requested_at),
  check ((state = 'waiting') = (decided_at is null)),
  check ((decided_by is null) = (decided_at is null)),
  -- Nobody is their own second person.
  constraint approval_two_people check (state not in ('approved', 'refused') or decided_by <> requested_by),
  constraint approval_alone check (state not in ('withdrawn', 'overridden', 'direct') or decided_by = requested_by),
  constraint approval_override_reason check (state <> 'overridden' or length(btrim(note)) >= 10),
  constraint approval_in_time check (state <> 'approved' or decided_at < expires_at)
);
create index approval_waiting on approval (unit_id) where state = 'waiting';
create index approval_unit on approval (unit_id, id desc);
create index approval_directive on approval (directive_id) where directive_id is not null;

create function forbid_approval_change() returns trigger language plpgsql as $$
begin
  raise exception 'what was asked for stays as it was asked, a decision is taken once' using errcode = 'LOA06';
end $$;
create trigger approval_stays before update on approval for each row when (old.state <> 'waiting'
    or (old.kind, old.unit_id, old.act, old.sealed, old.requested_by, old.requested_at, old.expires_at, old.reason)
      is distinct from (new.kind, new.unit_id, new.act, new.sealed, new.requested_by, new.requested_at, new.expires_at, new.reason))
  execute function forbid_approval_change();

-- Whoever could have been the second person is told of an emergency, and says that they have seen it.
create table approval_notice (
  approval_id bigint not null references approval,
  staff_id bigint not null references staff,
  at timestamptz not null,
  seen_at timestamptz,
  primary key (approval_id, staff_id)
);
create index approval_notice_unseen on approval_notice (staff_id) where seen_at is null;

-- The policy for a unit: that of the nearest unit at or above it that has one.
create function loa_approval_policy(unit bigint) returns setof approval_policy language sql stable security definer
  set search_path = public
  begin atomic
    select p.* from unit u join unit above on above.path @> u.path join approval_policy p on p.unit_id = above.id
    where u.id = loa_approval_policy.unit and (coalesce(current_setting('loa.scope', true), '') = '' or loa_in_scope(u.id))
    order by nlevel(above.path) desc limit 1;
  end;
-- Who holds one of these roles on a unit, at or above it: also those who sit above the asker's part of the tree.
create function loa_role_holders(unit bigint, roles text[], at timestamptz) returns table (staff_id bigint, name text)
  language sql stable security definer set search_path = public
  begin atomic
    select distinct s.id, p.full_name from unit u join unit above on above.path @> u.path
      join role_grant g on g.unit_id = above.id and g.role = any (roles) and g.valid_from <= loa_role_holders.at
        and (g.valid_to is null or g.valid_to > loa_role_holders.at)
      join staff s on s.id = g.staff_id and s.disabled_at is null join person p on p.id = s.person_id
    where u.id = loa_role_holders.unit and (coalesce(current_setting('loa.scope', true), '') = '' or loa_in_scope(u.id))
    order by s.id;
  end;

alter table approval enable row level security;
create policy console on approval to loa_console
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));
alter table approval_notice enable row level security;
create policy console on approval_notice to loa_console
  using ((select loa_sees_all()) or exists (select from approval a where a.id = approval_id));
alter table approval_policy enable row level security;
create policy console on approval_policy for select to loa_console
  using ((select loa_sees_all()) or exists (select from unit u where u.id = unit_id));
revoke all on approval, approval_notice, approval_policy from loa_console;
grant select on approval_policy to loa_console;
grant select (id, kind, unit_id, act, has_sealed, directive_id, reason, requested_by, requested_at, expires_at, state, decided_by, decided_at, note),
  insert, update (state, decided_by, decided_at, note) on approval to loa_console;
grant select, insert, update (seen_at) on approval_notice to loa_console;
