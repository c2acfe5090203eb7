-- Directives (chỉ đạo, công điện, thông báo, …): drafts, the register of numbers, the frozen issue.

create table directive_kind (
  code text primary key,
  name_vi text not null,
  name_en text not null,
  hint_vi text not null,
  hint_en text not null,
  -- Abbreviation of the type in the symbol (Decree 30/2020, annex III); null for types without one.
  abbreviation text,
  -- The register (sổ) whose sequence numbers this kind.
  register text not null,
  default_urgency smallint not null default 0,
  -- Does it ask for an acknowledgement unless the sender says otherwise?
  acknowledge_by_default boolean not null,
  -- A word to one unit, never to a crowd (nhắc nhở, rút kinh nghiệm).
  is_private boolean not null default false,
  message_class text not null default 'official' check (message_class in ('official', 'information', 'promotion')),
  sort smallint not null
);

create table number_register (
  unit_id bigint not null references unit,
  year smallint not null,
  register text not null,
  next_number integer not null default 1 check (next_number >= 1),
  primary key (unit_id, year, register)
);

create table directive (
  id bigint generated always as identity primary key,
  owner_unit_id bigint not null references unit,
  state text not null default 'draft'
    check (state in ('template', 'draft', 'held', 'sending', 'sent', 'stopped', 'closed', 'discarded')),
  kind_code text not null references directive_kind,
  -- 0 thường · 1 khẩn · 2 thượng khẩn · 3 hỏa tốc
  urgency smallint not null default 0 check (urgency between 0 and 3),
  message_class text not null default 'official' check (message_class in ('official', 'information', 'promotion')),
  is_drill boolean not null default false,

  title text not null default '',
  -- «Việc phải làm», in order: a JSON array of sentences.
  actions jsonb not null default '[]',
  body text not null default '',
  -- Words for one channel instead of the composed ones: {"zalo": "...", "sms": "...", "emailSubject": "..."}
  overrides jsonb not null default '{}',
  sms_unaccented boolean not null default true,
  -- A document of another issuer that this one relays: {"issuer","number","date"} (domain.md §3.5).
  relay jsonb,

  -- The choice of recipients, as src/contract/audience.ts; frozen into target and recipient rows at issue.
  audience jsonb not null default '{}',
  acknowledge boolean not null default false,
  acknowledge_by text not null default 'unit' check (acknowledge_by in ('unit', 'person')),
  acknowledge_before timestamptz,
  -- Steps of src/contract/directive.ts EscalationStep, frozen at issue.
  escalation jsonb not null default '[]',
  -- Nothing of this directive is delivered after this (invariant 5); null until issue when none was chosen.
  valid_until timestamptz,

  -- A later directive in place of an earlier one (Decree 30/2020, art. 18.3).
  replaces_id bigint references directive,
  relation text check (relation in ('replaces', 'corrects', 'recalls')),

  -- Given at issue.
  number integer,
  symbol text,
  issued_at timestamptz,
  issued_by bigint references staff,
  -- «LĐLĐ quận …», as it was called on that day.
  issuer_name text,
  held_until timestamptz,
  released_at timestamptz,
  stopped_at timestamptz,
  closed_at timestamptz,

  created_by bigint references staff,
  created_at timestamptz not null,
  updated_by bigint references staff,
  updated_at timestamptz not null,
  -- Grows with every saved change of a draft: two editors notice each other.
  revision integer not null default 1,
  template_code text,
  is_demo boolean not null default false,

  title_fold text not null generated always as (loa_fold(title)) stored,
  check ((number is null) = (symbol is null)),
  check (state in ('template', 'draft', 'discarded') or (number is not null and issued_at is not null and valid_until is not null)),
  check ((replaces_id is null) = (relation is null))
);
create unique index directive_number on directive (owner_unit_id, symbol, number, (extract(year from issued_at at time zone 'Asia/Ho_Chi_Minh'))) where number is not null;
create index directive_title on directive using gin (title_fold gin_trgm_ops);
create index directive_recent on directive (owner_unit_id, issued_at desc);
create index directive_held on directive (held_until) where state = 'held';
create index directive_replaces on directive (replaces_id) where replaces_id is not null;

-- Invariant 8: nothing is edited after issue. The database refuses, whoever asks.
create function forbid_change_after_issue() returns trigger language plpgsql as $$
begin
  if old.state in ('template', 'draft', 'discarded') then return new; end if;
  if (old.kind_code, old.urgency, old.message_class, old.is_drill, old.title, old.actions, old.body, old.overrides,
      old.sms_unaccented, old.relay, old.audience, old.acknowledge, old.acknowledge_by, old.acknowledge_before,
      old.escalation, old.valid_until, old.number, old.symbol, old.issued_at, old.issued_by, old.issuer_name,
      old.replaces_id, old.relation)
     is distinct from
     (new.kind_code, new.urgency, new.message_class, new.is_drill, new.title, new.actions, new.body, new.overrides,
      new.sms_unaccented, new.relay, new.audience, new.acknowledge, new.acknowledge_by, new.acknowledge_before,
      new.escalation, new.valid_until, new.number, new.symbol, new.issued_at, new.issued_by, new.issuer_name,
      new.replaces_id, new.relation)
  then
    raise exception 'directive % is issued: its content is locked', old.id using errcode = 'LOA01';
  end if;
  if new.state in ('template', 'draft') then
    raise exception 'directive % is issued: it cannot become a draft again', old.id using errcode = 'LOA01';
  end if;
  return new;
end $$;
create trigger directive_locked before update on directive for each row execute function forbid_change_after_issue();

create function forbid_delete_after_issue() returns trigger language plpgsql as $$
begin
  if old.state in ('template', 'draft', 'discarded') then return old; end if;
  raise exception 'directive % is issued: it cannot be deleted', old.id using errcode = 'LOA01';
end $$;
create trigger directive_kept before delete on directive for each row execute function forbid_delete_after_issue();

create table attachment (
  id bigint generated always as identity primary key,
  directive_id bigint not null references directive on delete cascade,
  -- Given to phones in place of the id, so that files cannot be enumerated.
  public_key text not null unique,
  file_name text not null,
  mime text not null,
  size integer not null check (size > 0 and size <= 26214400),
  sha256 bytea not null,
  content bytea not null,
  sort smallint not null default 0,
  uploaded_by bigint references staff,
  uploaded_at timestamptz not null
);
alter table attachment alter column content set storage external;
create index attachment_directive on attachment (directive_id);

create function forbid_attachment_change() returns trigger language plpgsql as $$
declare owner_state text;
begin
  select state into owner_state from directive where id = coalesce(new.directive_id, old.directive_id);
  if owner_state not in ('template', 'draft', 'discarded') then
    raise exception 'directive is issued: its attachments are locked' using errcode = 'LOA01';
  end if;
  return coalesce(new, old);
end $$;
create trigger attachment_locked before insert or update or delete on attachment
  for each row execute function forbid_attachment_change();

insert into directive_kind (code, name_vi, name_en, hint_vi, hint_en, abbreviation, register, default_urgency, acknowledge_by_default, is_private, message_class, sort) values
  ('cong_dien', 'Công điện', 'Urgent telegram', 'Lệnh khẩn, phải xác nhận đã nhận', 'An urgent order; receipt must be confirmed', 'CĐ', 'CĐ', 3, true, false, 'official', 1),
  ('chi_dao', 'Chỉ đạo, công văn', 'Directive, official letter', 'Việc phải làm, có thời hạn', 'Something to be done, with a deadline', null, 'CV', 1, true, false, 'official', 2),
  ('huong_dan', 'Hướng dẫn', 'Guidance', 'Cách làm, để tra cứu lâu dài', 'How to do it; kept for reference', 'HD', 'HD', 0, false, false, 'official', 3),
  ('thong_bao', 'Thông báo', 'Notice', 'Thông tin để biết', 'For information', 'TB', 'TB', 0, false, false, 'information', 4),
  ('su_viec', 'Sự việc đột xuất', 'Incident', 'Việc vừa xảy ra, cần biết và phản hồi ngay', 'Something has just happened', 'TB', 'TB', 3, true, false, 'official', 5),
  ('dien_bien', 'Diễn biến trên địa bàn', 'Area situation', 'Tình hình địa bàn, không có thời hạn', 'News of the area, no deadline', 'TB', 'TB', 0, false, false, 'information', 6),
  ('nhac_nho', 'Nhắc nhở', 'Reminder', 'Gửi riêng một đơn vị', 'To one unit, in private', null, 'CV', 0, true, true, 'official', 7),
  ('rut_kinh_nghiem', 'Rút kinh nghiệm', 'Lesson learned', 'Gửi riêng một đơn vị, không nêu tên trước tập thể', 'To one unit, in private', null, 'CV', 0, true, true, 'official', 8),
  ('dong_vien', 'Động viên', 'Encouragement', 'Lời cảm ơn, chia sẻ', 'Thanks and support', null, 'CV', 0, false, false, 'information', 9),
  ('bieu_duong', 'Biểu dương', 'Commendation', 'Nêu gương tập thể, cá nhân', 'Public praise', null, 'CV', 0, false, false, 'information', 10);
