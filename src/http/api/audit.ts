import { Readable } from 'node:stream'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { AuditChoices, AuditExport, type AuditFilter, AuditPage, AuditQuery } from '../../contract/audit.ts'
import { record } from '../../domain/audit/index.ts'
import { csv } from '../../kernel/csv.ts'
import { cursorOf, numberOf, page, readCursor } from '../../kernel/cursor.ts'
import { dateTimeText, localDay } from '../../kernel/dates.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { aboutOf, auditChoices, auditLines, auditRows } from '../../views/audit/index.ts'
import { fileReply } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import type { HttpWorld, StaffMember } from '../world.ts'

const EXPORTED = {
  description: 'text/csv, application/json',
  content: { ...fileReply('text/csv').content, ...fileReply('application/json').content },
}

/** «Nhật ký»: who did what, when, about what. */
export const auditRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'audit.read' } as const

  app.get(
    '/api/audit',
    {
      config,
      schema: {
        operationId: 'listAudit',
        tags: ['audit'],
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
    },
    async (request) => {
      const { after, limit, ...filter } = request.query
      const before = readCursor(after, 1)
      return inScope(world.db, request.staff.scope, async (trx) => {
        // One more than asked for: is there a next page?
        const rows = await auditRows(trx, filter, { before: before && numberOf(before[0]), limit: limit + 1 })
        const { items, next } = page(rows, limit, (last) => cursorOf(last.id))
        return {
          items: await auditLines(trx, items, request.t),
          next,
          about: await aboutOf(trx, filter),
        }
      })
    },
  )

  app.get(
    '/api/audit/choices',
    { config, schema: { operationId: 'readAuditChoices', tags: ['audit'], response: { 200: AuditChoices } } },
    async (request) => inScope(world.db, request.staff.scope, (trx) => auditChoices(trx, request.t)),
  )

  // What leaves the house is itself a line of the log.
  app.get(
    '/api/audit/export',
    {
      config,
      schema: {
        operationId: 'exportAudit',
        tags: ['audit'],
        querystring: AuditExport,
        response: { 200: EXPORTED },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query
      const now = world.clock.now()
      await inScope(world.db, request.staff.scope, (trx) =>
        record(trx, {
          at: now,
          actor: { kind: 'staff', id: request.staff.staffId },
          action: 'audit.exported',
          entity: 'audit_entry',
          entityId: null,
          data: { format, ...filter },
        }),
      )
      const name = `nhat-ky-${localDay(now)}.${format}`
      const lines = format === 'csv' ? csvLines : jsonLines
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Readable.from(lines(world, request.staff, filter, request.t)))
    },
  )
}

const PAGE = 1000

/** All lines of a filter, page by page, each in a transaction of its own: a long export holds nobody up. */
async function* pages(world: HttpWorld, staff: StaffMember, filter: AuditFilter, t: Translate) {
  let before: number | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(world, staff, filter, before, t)
    if (page.rows.length > 0) yield page
    if (page.rows.length < PAGE) return
    before = page.rows.at(-1)!.id
  }
}

const readPage = (
  world: HttpWorld,
  staff: StaffMember,
  filter: AuditFilter,
  before: number | null,
  t: Translate,
) =>
  inScope(world.db, staff.scope, async (trx) => {
    const rows = await auditRows(trx, filter, { before, limit: PAGE })
    return { rows, lines: await auditLines(trx, rows, t) }
  })

async function* csvLines(world: HttpWorld, staff: StaffMember, filter: AuditFilter, t: Translate) {
  const heading = ['number', 'at', 'who', 'what', 'unit', 'action'].map((column) =>
    t(`audit.export.${column}`),
  )
  yield csv([heading])
  // The mark at the beginning belongs to the file, not to each page.
  for await (const { lines } of pages(world, staff, filter, t))
    yield csv(
      lines.map((line) => [
        line.id,
        dateTimeText(new Date(line.at)),
        line.actor.name,
        line.sentence,
        line.unit?.name ?? null,
        line.action,
      ]),
    ).slice(1)
}

async function* jsonLines(world: HttpWorld, staff: StaffMember, filter: AuditFilter, t: Translate) {
  yield '[\n'
  let first = true
  for await (const { rows, lines } of pages(world, staff, filter, t)) {
    for (const [index, row] of rows.entries()) {
      yield `${first ? '' : ',\n'}${JSON.stringify({ ...row, sentence: lines[index]!.sentence })}`
      first = false
    }
  }
  yield '\n]\n'
}
