-- The organisation through time (docs/decisions/0100). Units, places in the tree, names, areas and headcounts carry
-- [valid_from, valid_to); unit.name, unit.path and unit.area_id are the newest of them, kept by the triggers below, so that
-- «today» stays one row. What must never be (two parents at one time, a cycle on any day, a tier below a tier that may not
-- hold it, anything new in a unit that has ended) the database refuses, whoever asks.

create extension if not exists btree_gist;
alter index unit_name rename to unit_name_words;
alter index unit_area rename to unit_area_today;

-- Tiers are data: what may stand below what.
create table unit_type_parent (
  child_code text not null references unit_type,
  parent_code text not null references unit_type,
  primary key (child_code, parent_code)
);
insert into unit_type (code, name_vi, name_en, is_recipient) values
  ('tong_lien_doan', 'Tổng Liên đoàn Lao động Việt Nam', 'Vietnam General Confederation of Labour', false),
  ('cong_doan_nganh', 'Công đoàn ngành', 'Sector union', false),
  ('cong_doan_kcn', 'Công đoàn các khu công nghiệp, khu chế xuất', 'Union of industrial zones', false),
  ('cong_doan_tct', 'Công đoàn tổng công ty', 'Union of a corporation', false),
  ('cdcs_thanh_vien', 'Công đoàn cơ sở thành viên', 'Member union of a grassroots union', true);
insert into unit_type_parent (child_code, parent_code) values
  ('lien_doan_tp', 'tong_lien_doan'), ('cong_doan_nganh', 'tong_lien_doan'), ('cong_doan_tct', 'tong_lien_doan'),
  ('lien_doan_quan', 'lien_doan_tp'), ('cong_doan_phuong', 'lien_doan_tp'), ('cong_doan_nganh', 'lien_doan_tp'),
  ('cong_doan_kcn', 'lien_doan_tp'), ('cong_doan_tct', 'lien_doan_tp'), ('cong_doan_tct', 'cong_doan_nganh'),
  ('cdcs', 'lien_doan_tp'), ('cdcs', 'lien_doan_quan'), ('cdcs', 'cong_doan_phuong'), ('cdcs', 'cong_doan_nganh'),
  ('cdcs', 'cong_doan_kcn'), ('cdcs', 'cong_doan_tct'),
  ('nghiep_doan', 'lien_doan_tp'), ('nghiep_doan', 'lien_doan_quan'), ('nghiep_doan', 'cong_doan_phuong'),
  ('nghiep_doan', 'cong_doan_nganh'), ('nghiep_doan', 'cong_doan_kcn'),
  ('cdcs_thanh_vien', 'cdcs');

-- ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- A decision that changes the organisation (biến động tổ chức), with what was asked for and what it did.
create table organisation_event (
  id bigint generated always as identity primary key,
  kind text not null
    check (kind in ('found', 'merge', 'split', 'move', 'rename', 'dissolve', 'end_activity', 'hand_over')),
  -- «1940/QĐ-LĐLĐ» and its date, as on the paper; both or neither (a list that arrives names no decision).
  decision_number text check (length(decision_number) between 1 and 60),
  decision_date date,
  effective_on date not null,
  -- planned: its day has not come · applied · undone on the same day · cancelled before its day · failed on its day
  state text not null check (state in ('planned', 'applied', 'undone', 'cancelled', 'failed')),
  -- src/contract/organisation.ts EventOrder; and the counts of what was done.
  request jsonb not null,
  outcome jsonb,
  -- Why it failed on its day: a code of locales/*/problem.json.
  problem text,
  note text,
  created_by bigint references staff,
  created_at timestamptz not null,
  applied_at timestamptz,
  undone_at timestamptz,
  undone_by bigint references staff,
  check ((decision_number is null) = (decision_date is null)),
  check ((state in ('applied', 'undone')) = (applied_at is not null)),
  check ((state = 'undone') = (undone_at is not null))
);
create index organisation_event_planned on organisation_event (effective_on, id) where state = 'planned';
create index organisation_event_recent on organisation_event (effective_on desc, id desc);

-- Whom it concerns. The key refuses a merger of a unit into itself.
create table organisation_event_unit (
  event_id bigint not null references organisation_event on delete cascade,
  unit_id bigint not null references unit,
  role text not null check (role in ('predecessor', 'successor')),
  primary key (event_id, unit_id)
);
create index organisation_event_unit_unit on organisation_event_unit (unit_id);

-- Every row that an applied event wrote, before and after: an undo puts back exactly these.
create table organisation_change (
  id bigint generated always as identity primary key,
  event_id bigint not null references organisation_event on delete cascade,
  table_name text not null,
  before jsonb,
  after jsonb
);
create index organisation_change_event on organisation_change (event_id, id desc);

-- Is an undo under way? Only the programme itself can say so, never a console request.
create function loa_undoing() returns boolean language sql stable parallel safe
  return coalesce(current_setting('loa.undoing', true), '') = 'on' and current_user <> 'loa_console';

-- ── Names, places, areas ────────────────────────────────────────────────────────────────────────────────────────────

-- What a unit is called and what stands at the head of its documents, by date: a paper of 2021 keeps the heading of 2021.
create table unit_name (
  unit_id bigint not null references unit on delete cascade,
  name text not null check (length(name) between 1 and 300),
  short_name text,
  -- The letters after the number («LĐLĐ») and the place of the date line («Nam Từ Liêm»).
  symbol text,
  place_name text,
  -- The two lines of the letterhead (Decree 30/2020, annex I): the body above, the issuing body. Empty: from the names.
  letterhead_upper text,
  letterhead_own text,
  valid_from date not null,
  valid_to date,
  primary key (unit_id, valid_from),
  check (valid_to is null or valid_to > valid_from),
  constraint unit_name_one_at_a_time exclude using gist (unit_id with =, daterange(valid_from, valid_to) with &&)
);

alter table unit_parent
  add constraint unit_parent_one_at_a_time exclude using gist (unit_id with =, daterange(valid_from, valid_to) with &&);

-- Administrative areas are no unions: they have their own levels, parents and succession.
create table area_level (
  code text primary key,
  name_vi text not null,
  name_en text not null,
  rank smallint not null
);
insert into area_level (code, name_vi, name_en, rank) values
  ('tinh', 'Tỉnh, thành phố', 'Province or city', 1),
  ('huyen', 'Quận, huyện', 'District', 2),
  ('xa', 'Phường, xã, đặc khu', 'Ward or commune', 3);
alter table area
  add column level_code text not null default 'xa' references area_level,
  add column parent_id bigint references area,
  add constraint area_not_in_itself check (parent_id <> id);

-- Old areas to new ones is many-to-many: most of Mỹ Đình 1 went to Từ Liêm, the rest elsewhere.
create table area_succession (
  from_area_id bigint not null references area,
  to_area_id bigint not null references area,
  effective_on date not null,
  share text not null check (share in ('whole', 'most', 'part')),
  primary key (from_area_id, to_area_id),
  check (from_area_id <> to_area_id)
);
create index area_succession_to on area_succession (to_area_id);

-- seat: where the unit has its office, one at a time · in_charge: an area that it looks after («phụ trách»), any number.
create table unit_area (
  unit_id bigint not null references unit on delete cascade,
  area_id bigint not null references area,
  role text not null check (role in ('seat', 'in_charge')),
  valid_from date not null,
  valid_to date,
  primary key (unit_id, role, area_id, valid_from),
  check (valid_to is null or valid_to > valid_from),
  constraint unit_area_once_at_a_time
    exclude using gist (unit_id with =, role with =, area_id with =, daterange(valid_from, valid_to) with &&),
  constraint unit_seat_one_at_a_time
    exclude using gist (unit_id with =, daterange(valid_from, valid_to) with &&) where (role = 'seat')
);
create index unit_area_area on unit_area (area_id);

-- Men and women, where a unit counts them; unknown is null, never zero (invariant 12).
alter table unit_headcount
  add column workers_men integer check (workers_men >= 0),
  add column workers_women integer check (workers_women >= 0),
  add column members_men integer check (members_men >= 0),
  add column members_women integer check (members_women >= 0),
  add check (workers_men + workers_women = workers),
  add check (members_men + members_women = members),
  add check ((workers_men is null) = (workers_women is null)),
  add check ((members_men is null) = (members_women is null));

-- ── What was there before ───────────────────────────────────────────────────────────────────────────────────────────

insert into unit_name (unit_id, name, short_name, symbol, place_name, valid_from, valid_to)
select id, name, short_name, symbol, place_name, valid_from, valid_to from unit;
insert into unit_area (unit_id, area_id, role, valid_from, valid_to)
select id, area_id, 'seat', valid_from, valid_to from unit where area_id is not null;
insert into unit_parent (unit_id, parent_id, valid_from, valid_to)
select u.id, p.id, greatest(u.valid_from, p.valid_from), u.valid_to
from unit u join unit p on nlevel(u.path) > 1 and p.path = subpath(u.path, 0, -1)
where not exists (select from unit_parent e where e.unit_id = u.id)
  and (u.valid_to is null or u.valid_to > greatest(u.valid_from, p.valid_from));
update unit_parent e set valid_to = u.valid_to from unit u
where u.id = e.unit_id and u.valid_to > e.valid_from and (e.valid_to is null or e.valid_to > u.valid_to);

-- ── The dated rows and the row of today ─────────────────────────────────────────────────────────────────────────────

-- A unit that comes: its first name and seat.
create function start_unit_history() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into unit_name (unit_id, name, short_name, symbol, place_name, valid_from, valid_to)
  select id, name, short_name, symbol, place_name, valid_from, valid_to from added;
  insert into unit_area (unit_id, area_id, role, valid_from, valid_to)
  select id, area_id, 'seat', valid_from, valid_to from added where area_id is not null;
  return null;
end $$;
create trigger unit_history_starts after insert on unit referencing new table as added
  for each statement execute function start_unit_history();

-- A name or seat that is put right on the unit itself is a correction of the newest dated row, not a renaming.
create function correct_unit_history() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update unit_name n set name = new.name, short_name = new.short_name, symbol = new.symbol, place_name = new.place_name
  where n.unit_id = new.id
    and n.valid_from = (select max(m.valid_from) from unit_name m where m.unit_id = new.id)
    and (n.name, n.short_name, n.symbol, n.place_name) is distinct from (new.name, new.short_name, new.symbol, new.place_name);
  if new.area_id is distinct from (select s.area_id from unit_area s where s.unit_id = new.id and s.role = 'seat'
    order by s.valid_from desc limit 1) then
    if new.area_id is null then
      delete from unit_area s where s.unit_id = new.id and s.role = 'seat'
        and s.valid_from = (select max(m.valid_from) from unit_area m where m.unit_id = new.id and m.role = 'seat');
    else
      update unit_area s set area_id = new.area_id where s.unit_id = new.id and s.role = 'seat'
        and s.valid_from = (select max(m.valid_from) from unit_area m where m.unit_id = new.id and m.role = 'seat');
      if not found then
        insert into unit_area (unit_id, area_id, role, valid_from, valid_to)
        values (new.id, new.area_id, 'seat', new.valid_from, new.valid_to);
      end if;
    end if;
  end if;
  return null;
end $$;
create trigger unit_history_corrected after update of name, short_name, symbol, place_name, area_id on unit for each row
  when ((old.name, old.short_name, old.symbol, old.place_name, old.area_id)
    is distinct from (new.name, new.short_name, new.symbol, new.place_name, new.area_id) and not loa_undoing())
  execute function correct_unit_history();

-- A new name: the unit's row of today follows the newest.
create function settle_unit_name() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update unit u set name = n.name, short_name = n.short_name, symbol = n.symbol, place_name = n.place_name
  from (select * from unit_name m where m.unit_id = coalesce(new.unit_id, old.unit_id) order by m.valid_from desc limit 1) n
  where u.id = n.unit_id
    and (u.name, u.short_name, u.symbol, u.place_name) is distinct from (n.name, n.short_name, n.symbol, n.place_name);
  return null;
end $$;
create trigger unit_name_settles after insert or update or delete on unit_name for each row
  when (pg_trigger_depth() = 0 and not loa_undoing()) execute function settle_unit_name();

create function settle_unit_seat() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update unit u set area_id = (select s.area_id from unit_area s where s.unit_id = u.id and s.role = 'seat'
    order by s.valid_from desc limit 1)
  where u.id = coalesce(new.unit_id, old.unit_id)
    and u.area_id is distinct from (select s.area_id from unit_area s where s.unit_id = u.id and s.role = 'seat'
      order by s.valid_from desc limit 1);
  return null;
end $$;
create trigger unit_seat_settles after insert or update or delete on unit_area for each row
  when (pg_trigger_depth() = 0 and not loa_undoing()) execute function settle_unit_seat();

-- The path of today: the path of the newest parent, then the unit's own label; and so on down the tree.
create function settle_unit_paths(changed bigint[]) returns void
  language plpgsql security definer set search_path = public as $$
begin
  while cardinality(changed) > 0 loop
    with place as (
      select u.id, coalesce(p.path, ''::ltree) || subpath(u.path, nlevel(u.path) - 1) as path
      from unit u
      left join lateral (select e.parent_id from unit_parent e where e.unit_id = u.id order by e.valid_from desc limit 1) e on true
      left join unit p on p.id = e.parent_id
      where u.id = any(changed)
    ), moved as (
      update unit u set path = place.path from place where u.id = place.id and u.path <> place.path returning u.id
    )
    select array_agg(distinct e.unit_id) into changed from moved join unit_parent e on e.parent_id = moved.id;
  end loop;
end $$;
revoke execute on function settle_unit_paths(bigint[]) from public;

-- ── What must never be ──────────────────────────────────────────────────────────────────────────────────────────────
-- LOA10 a cycle · LOA11 a tier that may not stand there · LOA12 outside the life of a unit · LOA13 a unit that has ended

create function check_unit_parents() returns trigger language plpgsql security definer set search_path = public as $$
declare
  broken bigint;
begin
  -- Two moves at the same moment could make a cycle that neither of them sees.
  perform pg_advisory_xact_lock(4710001);
  with recursive up as (
    select a.unit_id as start, a.parent_id as node, daterange(a.valid_from, a.valid_to) as span, 1 as depth from added a
    union all
    select up.start, e.parent_id, up.span * daterange(e.valid_from, e.valid_to), up.depth + 1
    from up join unit_parent e on e.unit_id = up.node and daterange(e.valid_from, e.valid_to) && up.span
    where up.node <> up.start and up.depth < 32
  )
  select start into broken from up where node = start or depth >= 32 limit 1;
  if found then
    raise exception 'unit % would stand below itself', broken using errcode = 'LOA10', table = 'unit_parent';
  end if;

  select a.unit_id into broken from added a join unit u on u.id = a.unit_id join unit p on p.id = a.parent_id
  where not exists (select from unit_type_parent t where t.child_code = u.type_code and t.parent_code = p.type_code) limit 1;
  if found then
    raise exception 'unit % may not stand below a unit of that type', broken using errcode = 'LOA11', table = 'unit_parent';
  end if;

  select a.unit_id into broken from added a join unit u on u.id in (a.unit_id, a.parent_id)
  where a.valid_from < u.valid_from or coalesce(a.valid_to, 'infinity') > coalesce(u.valid_to, 'infinity') limit 1;
  if found then
    raise exception 'unit % cannot have this parent at that time: one of them is not there', broken
      using errcode = 'LOA12', table = 'unit_parent';
  end if;

  if not loa_undoing() then
    perform settle_unit_paths((select array_agg(unit_id) from added));
  end if;
  return null;
end $$;
create trigger unit_parents_come after insert on unit_parent referencing new table as added
  for each statement execute function check_unit_parents();
create trigger unit_parents_change after update on unit_parent referencing new table as added
  for each statement execute function check_unit_parents();

create function unit_parents_went() returns trigger language plpgsql security definer set search_path = public as $$
begin
  perform settle_unit_paths((select array_agg(unit_id) from gone));
  return null;
end $$;
create trigger unit_parents_go after delete on unit_parent referencing old table as gone
  for each statement when (not loa_undoing()) execute function unit_parents_went();

-- A type that changes keeps its place possible.
create function check_unit_type() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (
    select from unit_parent e join unit u on u.id = e.unit_id join unit p on p.id = e.parent_id
    where new.id in (e.unit_id, e.parent_id)
      and not exists (select from unit_type_parent t where t.child_code = u.type_code and t.parent_code = p.type_code)
  ) then
    raise exception 'unit % may not be of that type where it stands', new.id using errcode = 'LOA11', table = 'unit';
  end if;
  return null;
end $$;
create trigger unit_type_fits after update of type_code on unit for each row when (old.type_code <> new.type_code)
  execute function check_unit_type();

-- A closed unit is an archive: only its place follows the units above it, and only an undo opens it again.
create function keep_closed_unit() returns trigger language plpgsql as $$
begin
  if (to_jsonb(old) - 'path') is distinct from (to_jsonb(new) - 'path') then
    raise exception 'unit % has ended: it is kept as it was', old.id using errcode = 'LOA13', table = 'unit';
  end if;
  return new;
end $$;
create trigger unit_closed_is_kept before update on unit for each row
  when (old.valid_to is not null and not loa_undoing()) execute function keep_closed_unit();

-- A unit that ends takes its place, name, areas and posts with it; units below it must have gone before.
create function close_unit() returns trigger language plpgsql security definer set search_path = public as $$
declare
  ends date := new.valid_to;
begin
  if exists (select from unit_parent e where e.parent_id = new.id and coalesce(e.valid_to, 'infinity') > ends) then
    raise exception 'unit % still has units below it', new.id using errcode = 'LOA12', table = 'unit';
  end if;
  if exists (select from unit_headcount h where h.unit_id = new.id and h.as_of > ends) then
    raise exception 'unit % has a headcount after its end', new.id using errcode = 'LOA12', table = 'unit_headcount';
  end if;
  update unit_parent set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_name set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update unit_area set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  update post set valid_to = ends where unit_id = new.id and coalesce(valid_to, 'infinity') > ends;
  return null;
end $$;
create trigger unit_closes after update of valid_to on unit for each row
  when (old.valid_to is null and new.valid_to is not null and not loa_undoing()) execute function close_unit();

-- Nobody takes a post, and nothing is counted, in a unit that has ended.
create function check_posts_of_open_units() returns trigger language plpgsql security definer set search_path = public as $$
declare
  broken bigint;
begin
  select a.unit_id into broken from added a join unit u on u.id = a.unit_id
  where u.valid_to is not null and coalesce(a.valid_to, 'infinity') > u.valid_to limit 1;
  if found then
    raise exception 'unit % has ended: nobody holds a post in it', broken using errcode = 'LOA13', table = 'post';
  end if;
  return null;
end $$;
create trigger posts_come_to_open_units after insert on post referencing new table as added
  for each statement execute function check_posts_of_open_units();
create trigger posts_stay_in_open_units after update on post referencing new table as added
  for each statement execute function check_posts_of_open_units();

create function check_headcounts() returns trigger language plpgsql security definer set search_path = public as $$
declare
  broken bigint;
begin
  select a.unit_id into broken from added a join unit u on u.id = a.unit_id
  where u.valid_to is not null and a.as_of >= u.valid_to limit 1;
  if found then
    raise exception 'unit % has ended: nothing is counted in it', broken using errcode = 'LOA13', table = 'unit_headcount';
  end if;
  select a.unit_id into broken from added a join unit u on u.id = a.unit_id where a.as_of < u.valid_from limit 1;
  if found then
    raise exception 'unit % was not there yet', broken using errcode = 'LOA12', table = 'unit_headcount';
  end if;
  return null;
end $$;
create trigger headcounts_come after insert on unit_headcount referencing new table as added
  for each statement execute function check_headcounts();
create trigger headcounts_change after update on unit_headcount referencing new table as added
  for each statement execute function check_headcounts();

-- An area goes over into areas that are there when it goes.
create function check_area_succession() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select from area f, area t where f.id = new.from_area_id and t.id = new.to_area_id
    and (f.valid_from >= new.effective_on or t.valid_from > new.effective_on
      or coalesce(f.valid_to, 'infinity') < new.effective_on or coalesce(t.valid_to, 'infinity') <= new.effective_on
      or (new.share = 'whole' and f.valid_to is distinct from new.effective_on)))
  then
    raise exception 'area % cannot go over into area % on %', new.from_area_id, new.to_area_id, new.effective_on
      using errcode = 'LOA12', table = 'area_succession';
  end if;
  return null;
end $$;
create trigger area_succession_in_order after insert or update on area_succession for each row
  execute function check_area_succession();

-- Whoever goes or receives is there on the day: no merger into a unit that has ended.
create function check_event_units() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if exists (select from unit u, organisation_event e where u.id = new.unit_id and e.id = new.event_id
    and (coalesce(u.valid_to, 'infinity') <= e.effective_on
      or u.valid_from > e.effective_on or (new.role = 'predecessor' and u.valid_from = e.effective_on)))
  then
    raise exception 'unit % is not there on the day of the event', new.unit_id
      using errcode = 'LOA13', table = 'organisation_event_unit';
  end if;
  return null;
end $$;
create trigger event_units_are_there after insert or update on organisation_event_unit for each row
  execute function check_event_units();

-- ── What an event writes, and its undo ──────────────────────────────────────────────────────────────────────────────

create function keep_organisation_change() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into organisation_change (event_id, table_name, before, after)
  values (current_setting('loa.event')::bigint, tg_table_name,
    case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end);
  return null;
end $$;
do $$
declare
  name text;
begin
  foreach name in array array['unit', 'unit_name', 'unit_parent', 'unit_area', 'post', 'contact_point', 'chat_group',
    'chat_group_unit', 'chat_group_member'] loop
    -- «a_»: fires before the triggers that write what follows from the change.
    execute format('create trigger a_kept_for_undo after insert or update or delete on %I for each row
      when (coalesce(current_setting(''loa.event'', true), '''') <> '''') execute function keep_organisation_change()', name);
  end loop;
end $$;

-- Puts back every row that the event wrote, newest first. LOA14: a row is no longer as the event left it (the table is named).
create function undo_organisation_event(event bigint) returns void language plpgsql set search_path = public as $$
declare
  change record;
  keys text;
  columns text;
  settable text;
  n bigint;
begin
  perform set_config('loa.undoing', 'on', true);
  for change in select * from organisation_change where event_id = event order by id desc loop
    select string_agg(format('t.%1$I = r.%1$I', a.attname), ' and ') into keys
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = change.table_name::regclass and i.indisprimary;
    select string_agg(quote_ident(a.attname), ', '),
      string_agg(quote_ident(a.attname), ', ') filter (where a.attidentity = '') into columns, settable
    from pg_attribute a where a.attrelid = change.table_name::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
    if change.after is not null then
      execute format('select count(*) from %1$I t, jsonb_populate_record(null::%1$I, $1) r where %2$s and to_jsonb(t) = $1',
        change.table_name, keys) into n using change.after;
      if n <> 1 then
        raise exception 'a row of % has changed since event %', change.table_name, event
          using errcode = 'LOA14', table = change.table_name;
      end if;
    end if;
    if change.after is null then
      execute format('insert into %1$I (%2$s) overriding system value select %2$s from jsonb_populate_record(null::%1$I, $1)',
        change.table_name, columns) using change.before;
    elsif change.before is null then
      execute format('delete from %1$I t using jsonb_populate_record(null::%1$I, $1) r where %2$s', change.table_name, keys)
        using change.after;
    else
      execute format('update %1$I t set (%2$s) = (select %2$s from jsonb_populate_record(null::%1$I, $1))
        from jsonb_populate_record(null::%1$I, $2) r where %3$s', change.table_name, settable, keys)
        using change.before, change.after;
    end if;
  end loop;
  perform set_config('loa.undoing', '', true);
end $$;
revoke execute on function undo_organisation_event(bigint) from public;

-- ── Who sees and writes ─────────────────────────────────────────────────────────────────────────────────────────────

-- Events are written by the programme after it has looked at every unit named with the eyes of the one who asks: their
-- consequences (directives of a tier above, groups of a neighbour) reach beyond one scope.
revoke insert, update, delete on organisation_event, organisation_event_unit, organisation_change,
  unit_type_parent, area_level from loa_console;
alter table unit_name enable row level security;
create policy console on unit_name to loa_console using (unit_id in (select id from unit));
alter table unit_area enable row level security;
create policy console on unit_area to loa_console using (unit_id in (select id from unit));
alter table organisation_event_unit enable row level security;
create policy console on organisation_event_unit to loa_console using (unit_id in (select id from unit));
alter table organisation_event enable row level security;
create policy console on organisation_event to loa_console
  using (id in (select event_id from organisation_event_unit));
alter table organisation_change enable row level security;
create policy console on organisation_change to loa_console using (false);
-- unit_type_parent, area_level: catalogues, the same for everybody. area_succession: public law, no unit's secret.
