-- Channels: the accounts through which Loa speaks, their lanes, and the addresses of people on them.

create table channel_account (
  id bigint generated always as identity primary key,
  -- The adapter in src/channels/registry.ts.
  kind text not null,
  -- How a person's address is looked up: one contact channel may be served by several kinds of account.
  channel text not null check (channel in ('zalo', 'sms', 'email')),
  owner_unit_id bigint not null references unit,
  name text not null,
  base_url text not null,
  -- Parsed by the adapter's schema when saved; never holds a secret.
  config jsonb not null default '{}',
  -- Credentials, sealed with a key derived from LOA_SECRET (src/kernel/secret-box.ts).
  secrets bytea,
  -- Preference among the channels of a person; the lowest is tried first.
  rank smallint not null default 100,
  enabled boolean not null default true,
  is_demo boolean not null default false
);

-- A dispatcher lane: the account's rate, health and back-off, shared by all workers.
create table channel_lane (
  account_id bigint primary key references channel_account on delete cascade,
  rate_per_minute integer not null check (rate_per_minute > 0),
  burst integer not null check (burst > 0),
  -- Token bucket; refilled when read. May be negative while leases are out.
  tokens double precision not null,
  refilled_at timestamptz not null,
  paused_until timestamptz,
  -- Consecutive failures of the provider (not of one recipient).
  failures integer not null default 0,
  health text not null default 'ok' check (health in ('ok', 'slow', 'failing', 'down')),
  -- What a person reads when the lane is not well; a code in locales/, plus the provider's own code.
  health_reason text,
  health_code text,
  health_since timestamptz,
  last_success_at timestamptz
);

create table contact_point (
  id bigint generated always as identity primary key,
  person_id bigint not null references person on delete cascade,
  channel text not null check (channel in ('zalo', 'sms', 'email')),
  -- Zalo user ids belong to one Official Account: (account, user id). Phones are E.164, e-mail as given.
  account_id bigint references channel_account,
  address text not null,
  state text not null default 'ok' check (state in ('ok', 'invalid', 'blocked', 'stopped')),
  is_shared_office boolean not null default false,
  -- Zalo: until when free text is allowed (last interaction + 7 days); null = never interacted.
  window_until timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_failure_reason text,
  check (channel = 'zalo' or account_id is null)
);
create unique index contact_point_address on contact_point (person_id, channel, coalesce(account_id, 0), address);
create index contact_point_lookup on contact_point (channel, address);

-- Everything a provider posts to us, as raw bytes, before anybody interprets it.
create table provider_event (
  id bigint generated always as identity primary key,
  account_id bigint not null references channel_account,
  received_at timestamptz not null,
  headers jsonb not null,
  body bytea not null,
  -- SHA-256 of account and body: the same post twice is one event.
  fingerprint bytea not null unique,
  state text not null default 'stored' check (state in ('stored', 'applied', 'unmatched', 'ignored', 'failed')),
  processed_at timestamptz,
  detail text
);
create index provider_event_open on provider_event (id) where state in ('stored', 'unmatched');
