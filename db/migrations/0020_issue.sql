-- Issue and dispatch: what the undo window, the lanes and the settlement of lost answers need beyond the first tables.

-- One click is one issue: the key of the request that issued, so that its repetition finds the same answer.
alter table directive add column issue_key text unique;

alter table delivery
  -- «unknown» or «failed», and the person's next channel was looked for: nobody looks twice.
  add column followed_up_at timestamptz,
  -- When the provider is asked next whether it took an unanswered request.
  add column reconcile_at timestamptz;
drop index delivery_unknown;
create index delivery_unknown on delivery (account_id, reconcile_at) where state = 'unknown' and followed_up_at is null;

-- A provider's receipt for a message whose id is not stored yet (invariant 3): it waits here for the acceptance.
create table early_receipt (
  account_id bigint not null references channel_account on delete cascade,
  provider_message_id text not null,
  state text not null check (state in ('accepted', 'delivered', 'seen', 'failed')),
  reason text,
  code text,
  at timestamptz not null,
  received_at timestamptz not null,
  primary key (account_id, provider_message_id, state)
);

-- A word to federation leaders that units stay silent (escalation act «leader»): shown in the console.
create table leader_notice (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  staff_id bigint not null references staff,
  step smallint not null,
  at timestamptz not null,
  -- How many units were unacknowledged then.
  units integer not null,
  read_at timestamptz,
  unique (directive_id, staff_id, step)
);
alter table leader_notice enable row level security;
create policy console on leader_notice to loa_console using (directive_id in (select id from directive));

-- The units above a unit, from the root down to the direct parent, as JSON. A scoped reader does not see the tiers above
-- its own, yet what it issues is filed under them by name: hence the definer's rights, and names only.
create function loa_parent_names(direct_parent ltree) returns jsonb
  language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by nlevel(u.path)), '[]')
    from unit u where u.path @> direct_parent;
  end;
