-- One person who was written down twice becomes one again; two people who are only alike are remembered as two.

alter table person
  -- Everything that is held about this row's person is held by that one from then on. The row stays for what names it.
  add column merged_into bigint references person,
  add constraint person_merged_once check (merged_into <> id);
create index person_merged on person (merged_into) where merged_into is not null;

-- «Không phải một người»: never asked again. The smaller id first.
create table person_apart (
  one_id bigint not null references person,
  other_id bigint not null references person,
  at timestamptz not null,
  by_staff bigint references staff,
  primary key (one_id, other_id),
  check (one_id < other_id)
);
create index person_apart_other on person_apart (other_id);
alter table person_apart enable row level security;
create policy console on person_apart to loa_console using (exists (select from person p where p.id = one_id));
grant select, insert on person_apart to loa_console;
revoke update, delete on person_apart from loa_console;

-- A person and the rows that were merged into them: what was sent to these was sent to them.
create function loa_selves(person bigint) returns bigint[] language sql stable security definer parallel safe set search_path = public, pg_temp
  begin atomic
    select array_agg(p.id) from person p where p.id = loa_selves.person or p.merged_into = loa_selves.person;
  end;

-- Pairs of people with posts here who may be one: the same number, address or chat that no office shares, or the same name in
-- one unit. In the reader's part; a pair that somebody has told apart is none.
create function loa_alike_people(today date, wanted int) returns table (one_id bigint, other_id bigint, reasons text[])
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  scopes ltree[] := loa_found_scopes();
  small boolean := loa_is_small(scopes);
  units bigint[];
  people bigint[];
begin
  if small then
    units := array(select u.id from unnest(scopes) s (top) join unit u on u.path <@ s.top);
    people := array(select distinct o.person_id from post o where o.unit_id = any(units)
      and o.valid_from <= today and (o.valid_to is null or o.valid_to > today));
  end if;
  return query execute format('
    with pairs as (
      select x.person_id as a, y.person_id as b, ''address'' as reason
      from contact_point x join contact_point y on y.channel = x.channel and y.address = x.address
        and y.account_id is not distinct from x.account_id and y.person_id > x.person_id
      where not x.is_shared_office and not y.is_shared_office and x.removed_at is null and y.removed_at is null %s
      union
      select p.id, q.id, ''name'' from post o join post s on s.unit_id = o.unit_id and s.person_id > o.person_id
      join person p on p.id = o.person_id join person q on q.id = s.person_id and q.name_fold = p.name_fold
      where %s and %s %s)
    select a, b, array_agg(reason order by reason) from pairs
    where not exists (select from person_apart d where d.one_id = a and d.other_id = b)
      and exists (select from post o join unit u on u.id = o.unit_id where o.person_id = a and u.path <@ any($2) and %s)
      and exists (select from post s join unit u on u.id = s.unit_id where s.person_id = b and u.path <@ any($2) and %s)
    group by a, b order by a, b limit $4',
    case when small then 'and x.person_id = any($1) and y.person_id = any($1)' else '' end,
    'o.valid_from <= $3 and (o.valid_to is null or o.valid_to > $3)', 's.valid_from <= $3 and (s.valid_to is null or s.valid_to > $3)',
    case when small then 'and o.person_id = any($1)' else '' end,
    'o.valid_from <= $3 and (o.valid_to is null or o.valid_to > $3)', 's.valid_from <= $3 and (s.valid_to is null or s.valid_to > $3)')
    using people, scopes, today, wanted;
end $$;
