import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inScope } from '../../../db/scope.ts'
import { UnitExport, type UnitFilter, type UnitLine } from '../../contract/units.ts'
import { record } from '../../domain/audit/index.ts'
import { workbook } from '../../domain/import/index.ts'
import { csv } from '../../kernel/csv.ts'
import { localDay } from '../../kernel/dates.ts'
import { conflict } from '../../kernel/errors.ts'
import { listUnits } from '../../views/units/index.ts'
import { fileReply } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import type { HttpWorld } from '../world.ts'
import { unitSheetHeading, unitSheetRows } from './unit-sheet.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** A workbook is made whole in memory; a list of the nation goes out as CSV, line by line. */
const MOST_IN_A_WORKBOOK = 20_000
const PAGE = 1000

/** The list that is looked at, as a sheet for the office. */
export const unitExportRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/units/export',
    {
      config: { permission: 'unit.read' },
      schema: {
        operationId: 'exportUnits',
        tags: ['units'],
        querystring: UnitExport,
        response: {
          200: {
            description: `text/csv, ${XLSX}`,
            content: { ...fileReply('text/csv').content, ...fileReply(XLSX).content },
          },
        },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query
      const now = world.clock.now()
      await inScope(world.db, request.staff.scope, (trx) =>
        record(trx, {
          at: now,
          actor: { kind: 'staff', id: request.staff.staffId },
          action: 'units.exported',
          entity: 'unit',
          entityId: null,
          unitId: request.staff.unitId,
          data: { format },
        }),
      )
      const name = `don-vi-${filter.asOf ?? localDay(now)}.${format}`
      reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
      const heading = unitSheetHeading(request.t)
      if (format === 'csv')
        return reply
          .type('text/csv; charset=utf-8')
          .send(Readable.from(csvLines(world, request, filter, heading)))
      const rows: string[][] = []
      for await (const units of pages(world, request, filter, (total) => {
        if (total > MOST_IN_A_WORKBOOK)
          throw conflict('units_too_many_for_a_workbook', { limit: MOST_IN_A_WORKBOOK })
      }))
        rows.push(
          ...unitSheetRows(units, rows.length + 1, request.t).map((row) =>
            row.map((cell) => String(cell ?? '')),
          ),
        )
      return reply.type(XLSX).send(await workbook(request.t('follow.unit_export.sheet'), heading, rows))
    },
  )
}

/** All units of a filter, page by page, each in a transaction of its own: a long export holds nobody up. */
async function* pages(
  world: HttpWorld,
  { staff, locale }: FastifyRequest,
  filter: UnitFilter,
  onTotal: (total: number) => void = () => {},
): AsyncGenerator<UnitLine[]> {
  const today = localDay(world.clock.now())
  const on = filter.asOf ?? today
  const day = { on, isToday: on === today, locale }
  let after: string | undefined
  do {
    const query = { ...filter, limit: PAGE, ...(after !== undefined && { after }) }
    const found: Awaited<ReturnType<typeof listUnits>> = await inScope(world.db, staff.scope, (trx) =>
      listUnits(trx, query, day),
    )
    if (found.total !== undefined) onTotal(found.total)
    yield found.items
    after = found.next ?? undefined
  } while (after !== undefined)
}

async function* csvLines(
  world: HttpWorld,
  request: FastifyRequest,
  filter: UnitFilter,
  heading: readonly string[],
): AsyncGenerator<string> {
  yield csv([heading])
  let written = 0
  for await (const units of pages(world, request, filter)) {
    // The mark at the beginning belongs to the file, not to each page.
    yield csv(unitSheetRows(units, written + 1, request.t)).slice(1)
    written += units.length
  }
}
