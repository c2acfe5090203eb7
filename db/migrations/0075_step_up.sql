-- A further phone of a person proves itself by a code that goes to the registered contact (docs/decisions/0075).

-- One telephone may act for several people of a unit; each of them trusts it on its own.
alter table device drop constraint device_token_hash_key;
alter table device add constraint device_once unique (token_hash, person_id);
-- Null: it acted, and nobody has checked yet whose it is.
alter table device add column remembered_until timestamptz;
update device set remembered_until = first_seen_at + interval '90 days';
create index device_person on device (person_id);

-- Pressed on a phone that nobody has checked: «Xác nhận từ thiết bị mới – chưa kiểm tra».
alter table acknowledgement add column unverified boolean not null default false;

-- A code that was asked for, and the act that waits for it. The six digits are kept nowhere: they follow from the id and
-- the secret of the installation.
create table step_up_code (
  id bigint generated always as identity primary key,
  recipient_id bigint not null references recipient,
  answer text not null check (answer in ('received', 'not_applicable')),
  note text,
  text_opened boolean,
  sent_at timestamptz not null,
  wrong_tries smallint not null default 0,
  used_at timestamptz
);
create index step_up_code_recipient on step_up_code (recipient_id, sent_at desc);

alter table delivery drop constraint delivery_purpose_check;
alter table delivery add constraint delivery_purpose_check
  check (purpose in ('issue', 'nudge', 'escalation', 'answer', 'link', 'delegation', 'code', 'test'));
