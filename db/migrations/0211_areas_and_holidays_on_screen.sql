-- Areas and public holidays are what the whole installation has in common: they are changed by those who see all of it, and
-- written as the owner after that has been judged. Each change is kept whole, so that it can be taken back.

create table holiday_change (
  id bigint generated always as identity primary key,
  year smallint not null check (year between 1990 and 2200),
  -- [{"day": "2027-01-01", "nameVi": …, "nameEn": …}], the year's whole list
  before jsonb not null,
  after jsonb not null,
  made_by bigint references staff,
  made_at timestamptz not null,
  undone_at timestamptz
);
create index holiday_change_year on holiday_change (year, id desc);
alter table holiday_change enable row level security;
create policy console on holiday_change to loa_console using ((select loa_sees_all()));
revoke all on holiday_change from loa_console;
grant select on holiday_change to loa_console;

create table area_change (
  id bigint generated always as identity primary key,
  effective_on date not null,
  -- Areas that it founded and ended, and [from, to] of what went over.
  founded bigint[] not null,
  ended bigint[] not null,
  pairs jsonb not null,
  made_by bigint references staff,
  made_at timestamptz not null,
  undone_at timestamptz
);
alter table area_change enable row level security;
create policy console on area_change to loa_console using ((select loa_sees_all()));
revoke all on area_change from loa_console;
grant select on area_change to loa_console;

create index area_by_name on area (name collate "vi-x-icu", id);
-- From now on only as the owner.
revoke insert, update on area, area_succession from loa_console;

-- Units of the reader's scope that nobody speaks for on a day: `officer` no post is held, `contact` no contact of theirs has
-- an address that may be written to. Two sets are compared once, which policies row by row would not allow.
create function loa_units_lacking(what text, today date) returns setof bigint
  language plpgsql stable security definer set search_path = public as $$
declare
  scopes ltree[] := loa_found_scopes();
begin
  if what = 'officer' then
    return query select u.id from unit u where u.path <@ any(scopes) and not exists (select from post o
      where o.unit_id = u.id and o.valid_from <= today and (o.valid_to is null or o.valid_to > today));
  else
    return query select u.id from unit u where u.path <@ any(scopes) and not exists (
      select from post o join contact_point cp on cp.person_id = o.person_id and cp.state = 'ok' and cp.channel <> 'phone'
      where o.unit_id = u.id and o.contact_order is not null and o.valid_from <= today
        and (o.valid_to is null or o.valid_to > today));
  end if;
end $$;
