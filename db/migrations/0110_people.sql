-- People in their posts: what must never be is refused here, whoever writes.

create extension if not exists btree_gist;

-- ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Order of a Vietnamese name: họ, đệm, tên; lists go by tên, then họ, then đệm. A name that does not follow it gets an
-- override «tên, họ đệm»: «Ê Ban, Hoàng Thị».

create function loa_given_name(name text) returns text language sql immutable strict parallel safe
  return case when strpos(name, ',') > 0 then btrim(split_part(name, ',', 1)) else substring(btrim(name) from '\S+$') end;
create function loa_family_name(name text) returns text language sql immutable strict parallel safe
  return coalesce(substring(btrim(case when strpos(name, ',') > 0 then substr(name, strpos(name, ',') + 1)
    else regexp_replace(btrim(name), '\S+$', '') end) from '^\S+'), '');
create function loa_middle_name(name text) returns text language sql immutable strict parallel safe
  return btrim(regexp_replace(btrim(case when strpos(name, ',') > 0 then substr(name, strpos(name, ',') + 1)
    else regexp_replace(btrim(name), '\S+$', '') end), '^\S+', ''));

-- ── Words by which units and people are found ────────────────────────────────────────────────────────────────────────

create function loa_words(folded text) returns text[] language sql immutable strict parallel safe
  return array_remove(regexp_split_to_array(folded, '[^a-z0-9]+'), '');

-- Abbreviations in names of units, written out (domain.md §7.3); the twin of ABBREVIATIONS in
-- src/domain/organisation/unit-name.ts.
create function loa_written_out(words text[]) returns text[] language sql immutable strict parallel safe
  return loa_words((select coalesce(string_agg(coalesce('{
    "cty":"cong ty","ctcp":"cong ty co phan","cp":"co phan","tnhh":"trach nhiem huu han","mtv":"mot thanh vien",
    "htx":"hop tac xa","dn":"doanh nghiep","xn":"xi nghiep","xnk":"xuat nhap khau","tm":"thuong mai","dv":"dich vu",
    "tmdv":"thuong mai dich vu","sx":"san xuat","xd":"xay dung","ks":"khach san","bv":"benh vien",
    "bvdk":"benh vien da khoa","ttyt":"trung tam y te","tyt":"tram y te","mn":"mam non","th":"tieu hoc",
    "thcs":"trung hoc co so","thpt":"trung hoc pho thong","tttm":"trung tam thuong mai",
    "gdtx":"giao duc thuong xuyen","gddt":"giao duc va dao tao","gd":"giao duc","dt":"dao tao",
    "ubnd":"uy ban nhan dan","ldld":"lien doan lao dong","cq":"co quan","p":"phuong","q":"quan","tp":"thanh pho",
    "vh":"van hoa","tt":"trung tam","vhtt":"van hoa the thao","qlda":"quan ly du an"}'::jsonb ->> w, w), ' ' order by n), '')
    from unnest(words) with ordinality as t (w, n)));

-- «Công đoàn cơ sở», «CĐCS», «CĐ» stand before every name and tell no two units apart.
create function loa_unit_key(name text) returns text language sql immutable strict parallel safe
  return regexp_replace(array_to_string(loa_words(loa_fold(name)), ' '), '^(cong doan co so|cong doan|cdcs|cd) ', '');

-- Every run of two or more initials that ends with the name: «trường mầm non hoa hồng» → tmnhh, mnhh, nhh, hh. A query of
-- initials is the beginning of one of them.
create function loa_initials(words text[]) returns text[] language sql immutable strict parallel safe
  return (select coalesce(array_agg('=' || substr(i.run, n)), '{}')
    from (select string_agg(left(w, 1), '' order by k) as run from unnest(words) with ordinality as t (w, k)) i,
      generate_series(1, least(length(i.run) - 1, 15)) n);

-- What a text is found by: its words; «~» those of i and y with i («mỹ» is found as «mĩ»); «=» its initials.
create function loa_lexemes(words text[]) returns text[] language sql immutable strict parallel safe
  return words || (select coalesce(array_agg('~' || translate(w, 'y', 'i')), '{}') from unnest(words) w where w ~ '[iy]')
    || loa_initials(words);

create function loa_person_search(full_name text) returns tsvector language sql immutable strict parallel safe
  return array_to_tsvector(loa_lexemes(loa_words(loa_fold(full_name))));

create function loa_unit_search(name text, short_name text, code text, area_id bigint) returns tsvector
  language sql immutable parallel safe
  return array_to_tsvector(
    loa_lexemes(loa_words(loa_unit_key(name)))
    || loa_lexemes(loa_written_out(loa_words(loa_unit_key(name))))
    || loa_words(loa_fold(coalesce(short_name, '')))
    || loa_words(loa_fold(code))
    || case when area_id is null then '{}' else array['@' || area_id] end);

alter table unit
  add column search_key text not null generated always as (loa_unit_key(name)) stored,
  add column search tsvector not null generated always as (loa_unit_search(name, short_name, code, area_id)) stored;
create index unit_search_key on unit (search_key text_pattern_ops);
create index unit_search on unit using gin (search) with (fastupdate = off);
create index unit_code_fold on unit (loa_fold(code));

alter table person
  add column sort_name text check (length(sort_name) between 1 and 120),
  add column given_name text not null generated always as (loa_given_name(coalesce(sort_name, full_name))) stored,
  add column family_name text not null generated always as (loa_family_name(coalesce(sort_name, full_name))) stored,
  add column middle_name text not null generated always as (loa_middle_name(coalesce(sort_name, full_name))) stored,
  add column search tsvector not null generated always as (loa_person_search(full_name)) stored;
create index person_name_key on person (name_fold text_pattern_ops);
create index person_given on person (loa_fold(given_name) text_pattern_ops, given_name collate "vi-x-icu",
  family_name collate "vi-x-icu", middle_name collate "vi-x-icu", id);
create index person_search on person using gin (search) with (fastupdate = off);

-- ── Posts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- The order of contact is that of today: a post that has ended keeps its place for the record and takes it from nobody.

alter table post
  add column appointed_at timestamptz,
  -- The moment at which rights, links and group membership ended; null while the post is held.
  add column ended_at timestamptz,
  add column end_reason text check (end_reason in ('left', 'term', 'moved', 'unit_ended', 'mistake'));
update post set ended_at = valid_to::timestamp at time zone 'Asia/Ho_Chi_Minh' where valid_to is not null;
alter table post
  drop constraint post_check,
  -- A post that begins and ends on one day was never in force on a whole one: its span is empty.
  add constraint post_dates check (valid_to is null or valid_to >= valid_from),
  add constraint post_once exclude using gist
    (person_id with =, unit_id with =, position_code with =, daterange(valid_from, valid_to) with &&),
  -- Deferrable: two officers change places in one transaction.
  add constraint post_contact_order exclude using gist
    (unit_id with =, contact_order with =, daterange(valid_from, valid_to) with &&) where (contact_order is not null and ended_at is null)
    deferrable initially immediate;

-- ── Ways to reach a person ───────────────────────────────────────────────────────────────────────────────────────────

alter table contact_point
  -- «phone»: a number that can be called and not written to (a landline of an office).
  drop constraint contact_point_channel_check,
  add constraint contact_point_channel_check check (channel in ('zalo', 'sms', 'email', 'phone')),
  add column added_at timestamptz,
  add column verified_at timestamptz,
  -- code: typed back · reply: answered from it · call: somebody spoke there · document: read off a decision or letterhead
  add column verified_how text check (verified_how in ('code', 'reply', 'call', 'document')),
  add column invalid_since timestamptz,
  -- Taken away by staff: out of sight and out of use, yet named by what was sent there.
  add column removed_at timestamptz,
  add constraint contact_point_removed check (removed_at is null or state <> 'ok'),
  add constraint contact_point_verified check ((verified_at is null) = (verified_how is null));

-- ── Groups ───────────────────────────────────────────────────────────────────────────────────────────────────────────

alter table chat_group
  -- A choice of recipients (src/contract/audience.ts); null: members are named one by one.
  add column rule jsonb,
  add column refreshed_at timestamptz,
  add column ended_at timestamptz;

alter table chat_group_member
  -- The post through which the person is a member: it takes the membership along when it ends.
  add column post_id bigint references post,
  drop constraint chat_group_member_check,
  add constraint chat_group_member_dates check (valid_to is null or valid_to >= valid_from),
  add constraint chat_group_member_once exclude using gist
    (group_id with =, person_id with =, daterange(valid_from, valid_to) with &&),
  add column joined_at timestamptz,
  add column left_at timestamptz;
create index chat_group_member_post on chat_group_member (post_id) where post_id is not null;
-- A member may leave and come back on one day.
alter table chat_group_member drop constraint chat_group_member_pkey;
alter table chat_group_member add column id bigint generated always as identity primary key;
create index chat_group_member_group on chat_group_member (group_id);

-- The real chat group as it was last ticked off by hand: who is in it.
create table chat_group_seat (
  group_id bigint not null references chat_group,
  person_id bigint not null references person,
  in_chat boolean not null,
  at timestamptz not null,
  by_staff bigint references staff,
  primary key (group_id, person_id)
);
create index chat_group_seat_person on chat_group_seat (person_id);
alter table chat_group_seat enable row level security;
create policy console on chat_group_seat to loa_console using (group_id in (select id from chat_group));

-- ── Who takes an officer's place in a directive that is under way («người thay») ─────────────────────────────────────

alter table recipient
  -- The post that made this person a recipient ended: links are closed, nothing more is sent, the row stays for the record.
  add column left_at timestamptz;

create table replacement (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive,
  target_id bigint not null references target,
  from_recipient_id bigint not null unique references recipient,
  post_id bigint not null references post,
  at timestamptz not null,
  -- sent: the message went to the next officer · has_it: they had it already · nobody: the unit has no other officer (yet)
  -- · not_needed: the unit had acknowledged, or the directive was over
  outcome text check (outcome in ('sent', 'has_it', 'not_needed')),
  to_recipient_id bigint references recipient,
  settled_at timestamptz,
  check ((outcome is null) = (settled_at is null))
);
create index replacement_open on replacement (id) where settled_at is null;
create index replacement_target on replacement (target_id);
create index replacement_to on replacement (to_recipient_id) where to_recipient_id is not null;
create index replacement_post on replacement (post_id);
create index replacement_directive on replacement (directive_id);
alter table replacement enable row level security;
create policy console on replacement to loa_console using (directive_id in (select id from directive));

alter table delivery drop constraint delivery_purpose_check;
alter table delivery add constraint delivery_purpose_check
  check (purpose in ('issue', 'nudge', 'escalation', 'answer', 'link', 'delegation', 'replacement', 'code', 'test'));
