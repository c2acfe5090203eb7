-- The organisation: units, where they stand, who holds a post in them, how people are reached, and the chat groups.
-- Tiers, sectors and positions are rows, never code. Relations that change carry [valid_from, valid_to).

create extension if not exists pg_trgm;
create extension if not exists ltree;

-- The search form of a text; the twin of fold() in src/kernel/text.ts.
create function loa_fold(input text) returns text
  language sql immutable strict parallel safe
  return lower(translate(
    regexp_replace(normalize(regexp_replace(btrim(input), '\s+', ' ', 'g'), NFD), U&'[\0300-\036F]', '', 'g'),
    U&'\0111\0110\00D0', 'dDD'));

create table unit_type (
  code text primary key,
  name_vi text not null,
  name_en text not null,
  -- A unit of this type is due an answer of its own (a grassroots union), or only manages others (a federation).
  is_recipient boolean not null
);

create table sector (
  code text primary key,
  name_vi text not null,
  name_en text not null,
  sort smallint not null
);

create table area (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  name_fold text not null generated always as (loa_fold(name)) stored,
  valid_from date not null default '1900-01-01',
  valid_to date,
  is_demo boolean not null default false,
  check (valid_to is null or valid_to > valid_from)
);

create table unit (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null check (length(name) between 1 and 300),
  short_name text,
  name_fold text not null generated always as (loa_fold(name)) stored,
  type_code text not null references unit_type,
  sector_code text references sector,
  -- The kind of workplace within its sector, as lists give it: «FDI», «MN», «trạm y tế».
  subsector text,
  area_id bigint references area,
  address text,
  -- Letterhead: the group of letters after the number («LĐLĐ»), the place in the date line («Nam Từ Liêm»).
  symbol text,
  place_name text,
  -- Today's position in the tree; scope is decided by it. Whoever moves a unit writes unit_parent and this together.
  path ltree not null unique,
  valid_from date not null default '1900-01-01',
  valid_to date,
  end_reason text,
  note text,
  is_demo boolean not null default false,
  check (valid_to is null or valid_to > valid_from)
);
create index unit_path on unit using gist (path);
create index unit_name on unit using gin (name_fold gin_trgm_ops);
create index unit_sector on unit (sector_code);
create index unit_area on unit (area_id);

create table unit_parent (
  unit_id bigint not null references unit,
  parent_id bigint not null references unit,
  valid_from date not null default '1900-01-01',
  valid_to date,
  primary key (unit_id, valid_from),
  check (unit_id <> parent_id),
  check (valid_to is null or valid_to > valid_from)
);
create index unit_parent_parent on unit_parent (parent_id);

create table unit_headcount (
  unit_id bigint not null references unit,
  as_of date not null,
  workers integer not null check (workers >= 0),
  members integer not null check (members >= 0),
  primary key (unit_id, as_of)
);

create table position (
  code text primary key,
  name_vi text not null,
  name_en text not null,
  -- 1 = chair; the order in which officers of a unit are called.
  rank smallint not null
);

create table person (
  id bigint generated always as identity primary key,
  full_name text not null check (length(full_name) between 1 and 120),
  name_fold text not null generated always as (loa_fold(full_name)) stored,
  -- «ông» / «bà»; null when unknown: then «ông/bà».
  salutation text check (salutation in ('ông', 'bà')),
  note text,
  is_demo boolean not null default false
);
create index person_name on person using gin (name_fold gin_trgm_ops);

create table post (
  id bigint generated always as identity primary key,
  person_id bigint not null references person,
  unit_id bigint not null references unit,
  position_code text not null references position,
  -- 1 = called first; null = holds the post but is not the unit's contact (đầu mối).
  contact_order smallint check (contact_order >= 1),
  valid_from date not null default '1900-01-01',
  valid_to date,
  check (valid_to is null or valid_to > valid_from)
);
create index post_unit on post (unit_id);
create index post_person on post (person_id);

create table chat_group (
  id bigint generated always as identity primary key,
  code text not null unique,
  owner_unit_id bigint not null references unit,
  name text not null,
  platform text not null check (platform in ('zalo', 'facebook')),
  -- Where the group is opened to post by hand; optional.
  url text,
  sort smallint not null default 0,
  is_demo boolean not null default false
);

-- Which units a group is meant for: a unit without any member still counts as due.
create table chat_group_unit (
  group_id bigint not null references chat_group,
  unit_id bigint not null references unit,
  primary key (group_id, unit_id)
);

create table chat_group_member (
  group_id bigint not null references chat_group,
  person_id bigint not null references person,
  valid_from date not null default '1900-01-01',
  valid_to date,
  primary key (group_id, person_id, valid_from),
  check (valid_to is null or valid_to > valid_from)
);
create index chat_group_member_person on chat_group_member (person_id);

insert into unit_type (code, name_vi, name_en, is_recipient) values
  ('lien_doan_tp', 'Liên đoàn Lao động thành phố', 'City federation of labour', false),
  ('lien_doan_quan', 'Liên đoàn Lao động quận, huyện', 'District federation of labour', false),
  ('cong_doan_phuong', 'Công đoàn phường, xã', 'Ward union', false),
  ('cdcs', 'Công đoàn cơ sở', 'Grassroots union', true),
  ('nghiep_doan', 'Nghiệp đoàn cơ sở', 'Grassroots trade union of the self-employed', true);

insert into sector (code, name_vi, name_en, sort) values
  ('DN_NN', 'Doanh nghiệp nhà nước', 'State-owned enterprises', 1),
  ('DN_NNN', 'Doanh nghiệp ngoài nhà nước', 'Private enterprises', 2),
  ('DN_FDI', 'Doanh nghiệp có vốn đầu tư nước ngoài', 'Foreign-invested enterprises', 3),
  ('HCSN', 'Hành chính – sự nghiệp', 'Administration', 4),
  ('GD_CL', 'Trường học công lập', 'Public schools', 5),
  ('GD_NCL', 'Trường ngoài công lập', 'Private schools', 6),
  ('YT', 'Y tế', 'Health', 7),
  ('SN', 'Đơn vị sự nghiệp khác', 'Other public services', 8),
  ('ND', 'Nghiệp đoàn', 'Unions of the self-employed', 9),
  ('LLVT', 'Lực lượng vũ trang', 'Armed forces', 10);

insert into position (code, name_vi, name_en, rank) values
  ('CT', 'Chủ tịch', 'Chair', 1),
  ('PCT', 'Phó Chủ tịch', 'Vice-chair', 2),
  ('UV_BTV', 'Ủy viên Ban Thường vụ', 'Standing committee member', 3),
  ('UV_BCH', 'Ủy viên Ban Chấp hành', 'Executive committee member', 4),
  ('CN_UBKT', 'Chủ nhiệm Ủy ban Kiểm tra', 'Head of the inspection committee', 5),
  ('TB_NC', 'Trưởng ban Nữ công', 'Head of women''s affairs', 6),
  ('TT_CD', 'Tổ trưởng công đoàn', 'Union team leader', 7),
  ('CV', 'Chuyên viên', 'Specialist', 8),
  ('VT', 'Văn thư – kế toán', 'Clerk and accountant', 9),
  ('LH', 'Người liên hệ', 'Contact person', 10);
