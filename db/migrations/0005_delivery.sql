-- Delivery. Rows before queue (invariant 1): a directive's targets and recipients exist, committed, before anything is
-- sent. The delivery row IS the queue entry.

-- A unit that must have the directive. Names and parents are frozen as they were at issue (invariant 9).
create table target (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  unit_id bigint not null references unit,
  unit_name text not null,
  area_name text,
  sector_code text,
  -- [{"id":1,"name":"LĐLĐ quận …"}, …] from the root down to the direct parent.
  parents jsonb not null,
  workers integer,
  -- Set once by the acknowledgement that settles it; cleared when that one is withdrawn.
  acknowledged_at timestamptz,
  acknowledgement_id bigint,
  -- The escalation steps already taken, and since when the unit is past its reminder mark.
  escalation_step smallint not null default 0,
  overdue_since timestamptz,
  to_call_since timestamptz,
  last_nudged_at timestamptz,
  -- Left out of the denominator afterwards, with a reason (a union dissolved since, «không thuộc đối tượng»).
  excluded_at timestamptz,
  excluded_by bigint references staff,
  excluded_reason text,
  unique (directive_id, unit_id)
);

-- A person who gets the directive, once per directive however many groups hold them (invariant 2).
create table recipient (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  person_id bigint not null references person,
  -- Null for people who belong to no due unit (federation staff).
  target_id bigint references target,
  person_name text not null,
  position_code text,
  contact_order smallint,
  -- 0 waiting · 1 accepted by a channel · 2 delivered · 3 opened · 4 acknowledged. Never falls (invariant 3).
  stage smallint not null default 0 check (stage between 0 and 4),
  -- Why the person has not been reached, while stage = 0: no_channel · failed · unknown · expired · stopped
  problem text check (problem in ('no_channel', 'failed', 'unknown', 'expired', 'stopped')),
  -- The channel that carried it, or the one being tried.
  channel text,
  accepted_at timestamptz,
  delivered_at timestamptz,
  opened_at timestamptz,
  acknowledged_at timestamptz,
  -- Handed on by «Chuyển người khác xử lý».
  delegated_from bigint references recipient,
  -- «Không phải tôi»: whoever opened the link said so.
  disowned_at timestamptz,
  link_generation smallint not null default 0,
  unique (directive_id, person_id)
) with (fillfactor = 85);
create index recipient_target on recipient (target_id);
alter table recipient set (autovacuum_vacuum_scale_factor = 0.05);

create function forbid_stage_fall() returns trigger language plpgsql as $$
begin
  -- Only a withdrawn acknowledgement may take the fourth stage back, and never below «opened».
  if new.stage < old.stage and not (old.stage = 4 and new.stage = 3 and new.acknowledged_at is null) then
    raise exception 'recipient %: stage cannot fall from % to %', old.id, old.stage, new.stage using errcode = 'LOA02';
  end if;
  return new;
end $$;
create trigger recipient_stage_rises before update of stage on recipient
  for each row when (new.stage < old.stage) execute function forbid_stage_fall();

create table delivery (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  recipient_id bigint not null references recipient,
  -- Why it is sent: the issue itself, a reminder by hand, an escalation step, an answer to a question, a new link, …
  purpose text not null check (purpose in ('issue', 'nudge', 'escalation', 'answer', 'link', 'delegation', 'test')),
  -- Which of several for the same purpose: escalation step, nudge id, question id.
  purpose_ref bigint not null default 0,
  channel text not null check (channel in ('zalo', 'sms', 'email')),
  account_id bigint not null references channel_account,
  contact_point_id bigint references contact_point,
  address text not null,
  urgency smallint not null,
  state text not null default 'queued'
    check (state in ('queued', 'sending', 'accepted', 'delivered', 'seen', 'failed', 'unknown', 'expired', 'cancelled')),
  attempts smallint not null default 0,
  -- Not before this: retry back-off, quiet hours, undo of a reminder.
  due_at timestamptz not null,
  valid_until timestamptz not null,
  -- The worker that holds it while state = 'sending'; a dead worker's rows become «unknown».
  claimed_by bigint,
  claimed_at timestamptz,
  provider_message_id text,
  -- Normalised reason (channels.md §8 rule 3) and the provider's own code; texts of providers are not kept.
  reason text,
  provider_code text,
  accepted_at timestamptz,
  delivered_at timestamptz,
  seen_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null,
  unique (recipient_id, purpose, purpose_ref, channel)
) with (fillfactor = 80);
-- The queue: small, because finished rows leave it.
create index delivery_queue on delivery (account_id, urgency desc, due_at, id) where state = 'queued';
create index delivery_in_flight on delivery (claimed_by) where state = 'sending';
create index delivery_unknown on delivery (id) where state = 'unknown';
create index delivery_provider on delivery (account_id, provider_message_id) where provider_message_id is not null;
create index delivery_directive on delivery (directive_id);
alter table delivery set (autovacuum_vacuum_scale_factor = 0.05);

-- A process that claims deliveries. One that stops beating is dead, and its claims are settled by another.
create table worker (
  id bigint generated always as identity primary key,
  started_at timestamptz not null,
  -- Wall clock of the database: liveness is about machines, not about the calendar of the organisation.
  beat_at timestamptz not null default clock_timestamp(),
  stopped_at timestamptz
);

-- A post in an ordinary Zalo or Facebook group: made by hand from the share kit, once per group.
create table group_post (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  group_id bigint not null references chat_group,
  group_name text not null,
  platform text not null,
  -- In the tracked link /g/<code>.
  code text not null unique,
  posted_at timestamptz,
  posted_by bigint references staff,
  -- Pages seen for two seconds or more; «khoảng», because one person may open twice.
  opens integer not null default 0,
  unique (directive_id, group_id)
);

-- Personal links, hashed. Multi-use until they expire or are revoked.
create table access_link (
  token_hash bytea primary key,
  recipient_id bigint not null references recipient,
  generation smallint not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  unique (recipient_id, generation)
);
