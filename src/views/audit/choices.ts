import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { AuditChoices } from '../../contract/audit.ts'
import { headText, readHead } from '../../domain/audit/index.ts'
import type { Translate } from '../../kernel/i18n.ts'

/** What the log can be filtered by: colleagues of the reader's part of the tree, and kinds of acts that have occurred. */
export async function auditChoices(db: Db, t: Translate): Promise<AuditChoices> {
  const { rows: staff } = await sql<{ id: number; name: string }>`
    select s.id, p.full_name as name from staff s join person p on p.id = s.person_id join unit u on u.id = s.unit_id
    order by loa_fold(p.full_name), s.id limit 500`.execute(db)
  // One index probe for each different action, however many lines there are.
  const { rows: kinds } = await sql<{ code: string }>`
    with recursive action(name) as (
      (select action from audit_entry order by action using ~<~ limit 1)
      union all
      select (select e.action from audit_entry e where e.action ~>~ a.name order by e.action using ~<~ limit 1)
      from action a where a.name is not null)
    select distinct split_part(name, '.', 1) as code from action where name is not null order by 1`.execute(
    db,
  )
  const head = await readHead(db)
  const nameOf = (code: string): string => {
    const name = t(`audit.kind.${code}`)
    return name.startsWith('audit.kind.') ? code : name
  }
  return {
    staff,
    kinds: kinds.map(({ code }) => ({ code, name: nameOf(code) })),
    head: head && { text: headText(head.number, head.hash), sealedAt: head.sealedAt.toISOString() },
  }
}
