-- What a directive is found by, in the search form: its title, its number and symbol as written, and both without any
-- punctuation, so that «12 cd ldld», «12/CĐ-LĐLĐ» and «12cdldld» find the same one.
alter table directive add column search_fold text not null generated always as (
  loa_fold(title) || ' ' || coalesce(loa_fold(number::text || '/' || symbol), '') || ' '
  || coalesce(regexp_replace(loa_fold(number::text || symbol), '[^a-z0-9]', '', 'g'), '')) stored;
create index directive_search on directive using gin (search_fold gin_trgm_ops);

-- Scope (invariant 11) for what comes back from units, and for what is read beside a directive.
alter table acknowledgement enable row level security;
create policy console on acknowledgement to loa_console using (directive_id in (select id from directive));
alter table question enable row level security;
create policy console on question to loa_console using (directive_id in (select id from directive));
alter table group_post enable row level security;
create policy console on group_post to loa_console using (directive_id in (select id from directive));
alter table attachment enable row level security;
create policy console on attachment to loa_console using (directive_id in (select id from directive));
alter table nudge enable row level security;
create policy console on nudge to loa_console using (exists (select from target t where t.id = target_id));
alter table call_result enable row level security;
create policy console on call_result to loa_console using (exists (select from target t where t.id = target_id));
alter table delegation enable row level security;
create policy console on delegation to loa_console using (exists (select from recipient r where r.id = from_recipient_id));
alter table link_event enable row level security;
create policy console on link_event to loa_console using (exists (select from recipient r where r.id = recipient_id));

-- The timeline of one unit reads by recipient.
create index question_target on question (target_id);
create index acknowledgement_recipient on acknowledgement (recipient_id);
