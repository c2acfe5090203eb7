-- What officers do through their links, beyond the first tables.

-- The name that the delegator typed; the person behind the number may be registered under another spelling.
alter table delegation add column named text not null check (length(named) between 1 and 120);
create unique index delegation_once on delegation (from_recipient_id, to_recipient_id);
create index delegation_to on delegation (to_recipient_id);

create index question_recipient on question (recipient_id);
