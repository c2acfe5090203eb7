import { headText, parseHead, readHead, verifyChain } from '../domain/audit/index.ts'
import { readSettings } from '../runtime/config.ts'
import { connect, requireMigrated } from '../runtime/database.ts'
import { openKeys } from '../runtime/keys.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { say, sentence } from './say.ts'
import { whereIsLoa } from './where.ts'

export interface AuditOrder {
  readonly action: string | undefined
  /** A head noted down earlier: the chain must still hold it. */
  readonly head: string | undefined
}

/** `loa audit verify [--head …]` recomputes the whole log; `loa audit head` prints what to note down outside the database. */
export async function audit(env: NodeJS.ProcessEnv, order: AuditOrder): Promise<void> {
  const settings = readSettings(env)
  const { url, secret } = await whereIsLoa(settings)
  const noted = order.head === undefined ? null : parseHead(order.head)
  if (order.head !== undefined && !noted) throw new StartProblem('audit_head_malformed')
  const database = await connect(url, { max: 2, name: 'loa audit' })
  try {
    await requireMigrated(database)
    if (order.action === 'head') {
      const head = await readHead(database.db)
      if (!head) throw new StartProblem('audit_empty')
      console.log(headText(head.number, head.hash))
      return
    }
    if (order.action !== 'verify')
      throw new StartProblem('unknown_command', { command: `audit ${order.action ?? ''}`.trim() })
    const result = await verifyChain(database.db, openKeys(settings, secret), noted)
    for (const { kind, id } of result.misfits) console.error(sentence(`audit_misfit.${kind}`, { id }))
    if (result.unproven > 0) say('audit_unproven', { count: result.unproven })
    const [first] = result.misfits
    if (first) throw new StartProblem('audit_broken', { count: result.misfits.length, id: first.id })
    say('audit_whole', {
      entries: result.entries,
      blocks: result.blocks,
      unsealed: result.unsealed,
      head: result.head ?? '–',
    })
  } finally {
    await database.close()
  }
}
