import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { OpenDatabase } from './client.ts'

const ROOT = join(import.meta.dirname, '..')

/** Table types from a migrated database (kysely-codegen). Counts are numbers, calendar days are text, as in client.ts. */
export function writeTypes(url: string, options: { verify: boolean }): void {
  const args = [
    join(ROOT, 'node_modules/kysely-codegen/dist/cli/bin.js'),
    '--dialect',
    'postgres',
    '--url',
    url,
    '--out-file',
    join(ROOT, 'db/types.ts'),
    '--type-mapping',
    '{"int8":"number"}',
    '--date-parser',
    'string',
    '--default-schema',
    'public',
    '--exclude-pattern',
    'loa_migration*',
    '--log-level',
    'error',
  ]
  if (options.verify) args.push('--verify')
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** The schema in words that a reviewer can diff: columns, constraints, indexes, functions, triggers, policies, rights. */
export async function describeSchema({ pool }: OpenDatabase): Promise<string> {
  const { rows } = await pool.query<{ line: string }>(SCHEMA_LINES)
  return `-- Generated from db/migrations by \`npm run schema\`; do not edit.\n${rows.map((row) => row.line).join('\n')}\n`
}

const SCHEMA_LINES = `
with t as (
  select c.oid, c.relname, c.relkind, c.relrowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p', 'v') and c.relname not like 'loa_migration%'
), lines as (
  select 1 as part, relname as name, 0 as pos, '' as sub, E'\\ntable ' || relname || case when relrowsecurity then ' (row security)' else '' end as line from t
  union all
  select 1, relname, 1, lpad(a.attnum::text, 4, '0'), '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case when a.attidentity <> '' then ' identity' when a.attgenerated = 's' then ' generated as ' || pg_get_expr(d.adbin, d.adrelid)
       when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
  from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all
  select 1, relname, 2, conname, '  constraint ' || conname || ' ' || pg_get_constraintdef(k.oid) from t join pg_constraint k on k.conrelid = t.oid where k.contype <> 'n'
  union all
  select 1, relname, 3, i.indexrelid::regclass::text, '  ' || pg_get_indexdef(i.indexrelid) from t join pg_index i on i.indrelid = t.oid
    where not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  union all
  select 1, relname, 4, tgname, '  ' || pg_get_triggerdef(g.oid) from t join pg_trigger g on g.tgrelid = t.oid where not tgisinternal
  union all
  select 1, relname, 5, polname, '  policy ' || polname || ' using ' || coalesce(pg_get_expr(polqual, polrelid), '') from t join pg_policy p on p.polrelid = t.oid
  union all
  select 1, relname, 6, grantee, '  grant ' || string_agg(privilege_type, ', ' order by privilege_type) || ' to ' || grantee
    from t join information_schema.role_table_grants g on g.table_schema = 'public' and g.table_name = relname
    where grantee like 'loa\\_%' group by relname, grantee
  union all
  select 2, p.proname, 0, '', E'\\n' || pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists (select from pg_depend e where e.objid = p.oid and e.deptype = 'e')
)
select line from lines order by part, name, pos, sub`
