-- What comes back from a unit: acknowledgements, questions, hand-overs, telephone results, reminders.

create table acknowledgement (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  target_id bigint references target,
  recipient_id bigint references recipient,
  -- received: «Xác nhận đã nhận» · not_applicable: «Không thuộc đối tượng thực hiện»
  answer text not null check (answer in ('received', 'not_applicable')),
  note text,
  -- page · button (inside the chat) · reply · phone (recorded by staff)
  via text not null check (via in ('page', 'button', 'reply', 'phone')),
  at timestamptz not null,
  is_late boolean not null default false,
  -- «XN-7K2F9Q», for people to read out.
  receipt_code text not null unique,
  -- Had the full text been opened before? Informative.
  text_opened boolean,
  device_id bigint,
  -- by telephone: who recorded it, who spoke.
  recorded_by bigint references staff,
  spoke_with text,
  withdrawn_at timestamptz,
  check (via <> 'phone' or recorded_by is not null),
  check (target_id is not null or recipient_id is not null)
);
-- One standing acknowledgement per person, and pressing twice is pressing once.
create unique index acknowledgement_standing on acknowledgement (recipient_id) where withdrawn_at is null and via <> 'phone';
create index acknowledgement_target on acknowledgement (target_id);
create index acknowledgement_directive on acknowledgement (directive_id, at desc);
alter table target add foreign key (acknowledgement_id) references acknowledgement;

-- A phone or browser that has acted through links; the cookie holds a token, this its hash.
create table device (
  id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  person_id bigint not null references person,
  first_seen_at timestamptz not null
);

create table question (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  target_id bigint references target,
  recipient_id bigint not null references recipient,
  text text not null check (length(text) between 1 and 1000),
  asked_at timestamptz not null,
  -- Idempotency of the form: the page carries it, sending twice is sending once.
  form_key text not null unique,
  answer text check (length(answer) between 1 and 2000),
  answered_by bigint references staff,
  answered_at timestamptz,
  -- Shown to every unit as Q&A, in these words (the question without its author).
  published_at timestamptz,
  published_question text
);
create index question_directive on question (directive_id, asked_at);

create table delegation (
  id bigint generated always as identity primary key,
  from_recipient_id bigint not null references recipient,
  to_recipient_id bigint not null references recipient,
  at timestamptz not null
);

-- The result of one telephone call.
create table call_result (
  id bigint generated always as identity primary key,
  target_id bigint not null references target,
  recipient_id bigint references recipient,
  at timestamptz not null,
  recorded_by bigint not null references staff,
  outcome text not null check (outcome in ('promised', 'no_answer', 'wrong_number', 'acknowledged', 'dissolved')),
  spoke_with text,
  note text
);
create index call_result_target on call_result (target_id);

-- A reminder by hand. It leaves after the undo time; its deliveries refer to it.
create table nudge (
  id bigint generated always as identity primary key,
  target_id bigint not null references target,
  at timestamptz not null,
  by bigint not null references staff,
  leaves_at timestamptz not null,
  undone_at timestamptz
);
create index nudge_target on nudge (target_id, at desc);

-- «Không phải tôi», a request for a new link, an opened page: what links have seen. Technical, kept short.
create table link_event (
  id bigint generated always as identity primary key,
  recipient_id bigint not null references recipient,
  kind text not null check (kind in ('opened', 'text_opened', 'not_me', 'new_link_asked', 'attachment')),
  at timestamptz not null,
  device_id bigint references device
);
create index link_event_recipient on link_event (recipient_id);
