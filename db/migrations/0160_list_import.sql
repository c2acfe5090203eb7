-- Lists that are read in (docs/decisions/0161): what arrived, how it is understood, what would be written, what was. The
-- wizard lives here and not in the browser: a reload, another desk, tomorrow morning. Nothing touches units or people before
-- the confirmation; what an import wrote is kept beside each row, so that 24 hours long exactly that can be taken back.

create table list_import (
  id bigint generated always as identity primary key,
  -- Under which federation the list is read in; new units come below it.
  unit_id bigint not null references unit,
  file_name text not null check (length(file_name) between 1 and 200),
  -- reading: the file is being read · refused: it is no list, damaged or hostile · open: questions, nothing written
  -- planning: what it would do is worked out · writing · done · undone (wholly or in part) · discarded
  state text not null check (state in ('reading', 'refused', 'open', 'planning', 'writing', 'done', 'undone', 'discarded')),
  -- Of 100; and the last sign of life of whoever works on it: a process that died leaves an old one.
  progress smallint not null default 0 check (progress between 0 and 100),
  worked_at timestamptz not null,
  -- { code, values }: why a file was refused, or why writing stopped.
  refusal jsonb,
  -- { format, encoding, externalLinks }
  source jsonb,
  -- src/domain/import/session: sheets, columns, repairs, hidden rows.
  settings jsonb not null default '{}',
  -- Counts, repairs by kind, new wards: what the preview shows.
  summary jsonb,
  revision integer not null default 1,
  created_by bigint not null references staff,
  created_at timestamptz not null,
  written_by bigint references staff,
  written_at timestamptz,
  undone_by bigint references staff,
  undone_at timestamptz,
  check (state not in ('done', 'undone') or written_at is not null),
  check ((undone_at is null) = (undone_by is null))
);
create index list_import_recent on list_import (unit_id, id desc);

-- Sheets as they arrived (src/domain/import/reading/table.ts). Emptied when the import is over.
create table list_import_sheet (
  import_id bigint not null references list_import on delete cascade,
  index smallint not null,
  name text not null,
  hidden boolean not null,
  row_count integer not null,
  rows jsonb not null,
  merges jsonb not null,
  primary key (import_id, index)
);

-- What a person typed over cells of a row, and decided about it.
create table list_import_edit (
  import_id bigint not null references list_import on delete cascade,
  sheet smallint not null,
  row_number integer not null,
  -- column → text
  cells jsonb not null default '{}',
  -- src/domain/import/matching/known.ts Decision
  decision jsonb not null default '{}',
  primary key (import_id, sheet, row_number)
);

-- One entry of the list: how it is understood and what it would do; after the confirmation what it did.
create table list_import_row (
  import_id bigint not null references list_import on delete cascade,
  sheet smallint not null,
  row_number integer not null,
  verdict text not null check (verdict in ('new', 'update', 'same', 'duplicate', 'decide', 'error', 'left_out')),
  -- src/domain/import/matching/plan.ts RowPlan
  plan jsonb not null,
  -- The row's cells as texts, column by column: what is shown, mended in place and given back with its reasons.
  cells jsonb not null default '[]',
  -- Kinds of repairs in the row.
  repairs text[] not null default '{}',
  -- Set at the confirmation: rows and their values before and after, for the undo.
  effects jsonb,
  undone_at timestamptz,
  -- Why it was not taken back: a code of locales/*/problem.json.
  undo_refusal text,
  primary key (import_id, sheet, row_number)
);
create index list_import_row_verdict on list_import_row (import_id, verdict);

-- Which column is what, under headings that came before: next month's list needs no asking.
create table list_layout (
  unit_id bigint not null references unit,
  signature text not null,
  fields jsonb not null,
  saved_by bigint not null references staff,
  saved_at timestamptz not null,
  primary key (unit_id, signature)
);

alter table list_import enable row level security;
create policy console on list_import to loa_console using (unit_id in (select id from unit));
alter table list_layout enable row level security;
create policy console on list_layout to loa_console using (unit_id in (select id from unit));
do $$
declare
  name text;
begin
  foreach name in array array['list_import_sheet', 'list_import_edit', 'list_import_row'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy console on %I to loa_console using (import_id in (select id from list_import))', name);
  end loop;
end $$;
