-- Personal data (Law 91/2025/QH15, Decree 356/2025/NĐ-CP; src/domain/privacy).

-- What the installation decides; one row.
create table privacy_setting (
  only_one boolean primary key default true check (only_one),
  -- May the page of a directive report that it was seen? It says so itself when it does.
  opened_reported boolean not null default true,
  -- Days after the last post ended until addresses are removed.
  contact_days smallint not null default 90 check (contact_days between 0 and 365),
  -- Months until addresses and texts of deliveries are removed; Decree 147/2024 asks for logs of two years.
  delivery_months smallint not null default 24 check (delivery_months between 12 and 60)
);
insert into privacy_setting default values;

-- Consent is given for one purpose on one channel, to a text that was shown, and can be proven. Nothing is ticked beforehand:
-- no row is no consent.
create table consent (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  purpose text not null check (purpose in ('promotion', 'photo', 'praise')),
  channel text check (channel in ('zalo', 'sms', 'email')),
  -- The wording, as versions in locales/*/privacy.json name it.
  text_version text not null check (length(text_version) between 1 and 40),
  given_at timestamptz not null,
  how text not null check (how in ('page', 'paper', 'call')),
  -- Where the proof is: the number of the paper, the link's recipient, who was on the telephone.
  evidence text not null check (length(evidence) between 1 and 300),
  recorded_by bigint references staff,
  withdrawn_at timestamptz,
  withdrawn_how text check (withdrawn_how in ('page', 'paper', 'call')),
  check ((withdrawn_at is null) = (withdrawn_how is null)),
  check (withdrawn_at >= given_at),
  check ((purpose = 'promotion') = (channel is not null))
);
create unique index consent_standing on consent (person_id, purpose, coalesce(channel, '')) where withdrawn_at is null;

-- «Ngừng nhận qua kênh này»: everything but duty orders stops on the channel.
create table objection (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  channel text not null check (channel in ('zalo', 'sms', 'email')),
  at timestamptz not null,
  how text not null check (how in ('page', 'paper', 'call')),
  recorded_by bigint references staff,
  ended_at timestamptz,
  check (ended_at >= at)
);
create unique index objection_standing on objection (person_id, channel) where ended_at is null;

-- What people ask for, with the clocks of the law.
create table data_request (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  kind text not null check (kind in ('access', 'correct', 'erase', 'restrict', 'object', 'withdraw')),
  came_by text not null check (came_by in ('page', 'paper', 'call', 'email')),
  -- What they wrote; removed with the person.
  note text check (length(note) between 1 and 1000),
  third_party boolean not null default false,
  received_at timestamptz not null,
  -- Calendar days in Viet Nam, the last one on which it is still in time.
  answer_by date not null,
  act_by date not null check (act_by >= answer_by),
  extended_days smallint check (extended_days between 1 and 15),
  extended_reason text check (length(extended_reason) between 1 and 300),
  answered_at timestamptz,
  finished_at timestamptz check (finished_at >= received_at),
  outcome text check (outcome in ('done', 'partly', 'refused')),
  outcome_note text check (length(outcome_note) between 1 and 500),
  handled_by bigint references staff,
  check ((extended_days is null) = (extended_reason is null)),
  check ((finished_at is null) = (outcome is null)),
  check (outcome is null or outcome = 'done' or outcome_note is not null)
);
create index data_request_open on data_request (act_by) where finished_at is null;
create index data_request_person on data_request (person_id);

-- Days that are no working days besides Saturdays and Sundays. The government announces them year by year.
create table public_holiday (
  day date primary key,
  name_vi text not null,
  name_en text not null
);
insert into public_holiday (day, name_vi, name_en) values
  ('2026-01-01', 'Tết Dương lịch', 'New Year'),
  ('2026-02-16', 'Tết Nguyên đán', 'Lunar New Year'), ('2026-02-17', 'Tết Nguyên đán', 'Lunar New Year'),
  ('2026-02-18', 'Tết Nguyên đán', 'Lunar New Year'), ('2026-02-19', 'Tết Nguyên đán', 'Lunar New Year'),
  ('2026-02-20', 'Tết Nguyên đán', 'Lunar New Year'),
  ('2026-04-27', 'Giỗ Tổ Hùng Vương (nghỉ bù)', 'Hung Kings’ Day (in lieu)'),
  ('2026-04-30', 'Ngày Chiến thắng', 'Victory Day'), ('2026-05-01', 'Quốc tế Lao động', 'Labour Day'),
  ('2026-09-01', 'Quốc khánh', 'National Day'), ('2026-09-02', 'Quốc khánh', 'National Day'),
  ('2027-01-01', 'Tết Dương lịch', 'New Year'),
  ('2027-04-30', 'Ngày Chiến thắng', 'Victory Day'), ('2027-05-01', 'Quốc tế Lao động', 'Labour Day'),
  ('2027-09-02', 'Quốc khánh', 'National Day');

-- What was removed because its time was over: counts, never what it was.
create table retention_run (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null check (kind in ('contacts', 'deliveries', 'texts', 'sign_ins')),
  cutoff timestamptz not null,
  removed integer not null check (removed > 0)
);

-- An accident with personal data: sign-ins are frozen, the 72 hours run.
create table breach (
  id bigint generated always as identity primary key,
  discovered_at timestamptz not null,
  opened_by bigint not null references staff,
  summary text not null check (length(summary) between 1 and 1000),
  frozen boolean not null default true,
  notified_at timestamptz,
  closed_at timestamptz
);
create unique index breach_one_freeze on breach (frozen) where frozen;
create table breach_entry (
  id bigint generated always as identity primary key,
  breach_id bigint not null references breach,
  at timestamptz not null,
  by_staff bigint references staff,
  text text not null check (length(text) between 1 and 1000)
);
create index breach_entry_breach on breach_entry (breach_id, at);
-- Every web process hears of a freeze at once.
create function tell_freeze() returns trigger language plpgsql as $$
begin
  perform pg_notify('loa_staff', '');
  return null;
end $$;
create trigger breach_heard after insert or update on breach for each statement execute function tell_freeze();

-- Erased: name and addresses are gone, documents of record stay.
alter table person add column erased_at timestamptz;

-- A code that opens the page of one's own data, not an act that waits.
alter table step_up_code add column purpose text not null default 'act' check (purpose in ('act', 'privacy'));
alter table step_up_code alter column answer drop not null;
alter table step_up_code add constraint step_up_code_act check (purpose <> 'act' or answer is not null);
create table privacy_visit (
  token_hash bytea primary key,
  recipient_id bigint not null references recipient,
  opened_at timestamptz not null,
  expires_at timestamptz not null
);

-- Scope: what belongs to a person is seen by who sees the person; what concerns the installation, from its root.
alter table consent enable row level security;
create policy console on consent to loa_console using (exists (select from person p where p.id = person_id));
alter table objection enable row level security;
create policy console on objection to loa_console using (exists (select from person p where p.id = person_id));
alter table data_request enable row level security;
create policy console on data_request to loa_console using (exists (select from person p where p.id = person_id));
-- The same for everybody; changed by whoever sees the whole tree, which the program asks before it writes as the owner.
revoke insert, update, delete on privacy_setting, public_holiday from loa_console;
alter table retention_run enable row level security;
create policy console on retention_run for select to loa_console using ((select loa_sees_all()));
alter table breach enable row level security;
create policy console on breach to loa_console using ((select loa_sees_all()));
alter table breach_entry enable row level security;
create policy console on breach_entry to loa_console using ((select loa_sees_all()));
alter table privacy_visit enable row level security;
revoke all on privacy_visit from loa_console;
revoke delete on consent, objection, data_request, retention_run, breach, breach_entry from loa_console;

-- Addresses and texts of its deliveries were removed, their time being over.
alter table directive add column traces_removed_at timestamptz;
create index directive_traces on directive (issued_at) where traces_removed_at is null and issued_at is not null;
