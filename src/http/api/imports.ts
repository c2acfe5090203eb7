import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  ChangeImport,
  ChangeRow,
  DecideAll,
  ImportList,
  ImportParams,
  ImportRowParams,
  ImportRows,
  ImportRowsQuery,
  ImportSession,
  PastedList,
  RepairList,
  RepairParams,
  WriteImport,
} from '../../contract/import.ts'
import { record, recordRead } from '../../domain/audit/index.ts'
import {
  admitList,
  changeImport,
  changeRow,
  confirmImport,
  decideRows,
  discardImport,
  exampleOf,
  type Importer,
  orderUndo,
  planIn,
  planRowsOf,
  readImport,
  readIn,
  recentImports,
  sheetTops,
  startImport,
  undoIn,
  workbook,
  writeIn,
} from '../../domain/import/index.ts'
import { csv } from '../../kernel/csv.ts'
import { fileReply, NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { uploadedFile } from '../uploaded-file.ts'
import { listedReply, rejectionReason, rowReply, sendFile, sessionReply, TOP_ROWS } from './imports-reply.ts'

const FILE_LIMIT_BYTES = 25 * 1024 * 1024
const RECENT = 20
const MOST_REJECTED = 60_000
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const TEMPLATE = [
  'unit_code',
  'unit_name',
  'area',
  'address',
  'sector',
  'workers',
  'members',
  'women',
  'person_name',
  'position',
  'phone',
  'email',
] as const
/** What a person has to look at again: everything that is not written and not there already. */
const REJECTED = ['error', 'decide', 'duplicate', 'left_out'] as const

/** Reading lists in: the wizard that the server keeps, its downloads, its undo. */
export const importRoutes: RegisterRoutes = async (plain, world) => {
  // One byte more than allowed: then the refusal can say so instead of breaking the connection.
  await plain.register(multipart, { limits: { fileSize: FILE_LIMIT_BYTES + 1, files: 1, fields: 4 } })
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'list.import' } as const
  const tags = ['import']
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const byOf = (request: FastifyRequest): Importer => ({
    staffId: request.staff.staffId,
    unitId: request.staff.unitId,
    now: world.clock.now(),
  })
  const replyOf = (request: FastifyRequest, id: number): Promise<ImportSession> =>
    scoped(request, async (trx) => {
      const session = await readImport(trx, id, world.clock.now())
      return sessionReply(session, await sheetTops(trx, id, TOP_ROWS), request.t, world.clock.now())
    })
  /** Answers at once; the work goes on behind and shows itself in the import's state. */
  const behind = (work: Promise<unknown>): void => void work.catch(() => {})

  const start = async (
    request: FastifyRequest,
    reply: FastifyReply,
    source: Parameters<typeof readIn>[2],
    name: string,
  ) => {
    // Again, now that the whole file is here: many may have come while none was yet read.
    admitList()
    const id = await scoped(request, (trx) => startImport(trx, byOf(request), name))
    behind(readIn(world, id, source, pathsOf(request)))
    return reply.status(201).send(await replyOf(request, id))
  }

  app.get(
    '/api/imports',
    { config, schema: { operationId: 'listImports', tags, response: { 200: ImportList } } },
    async (request) => ({
      items: (await scoped(request, (trx) => recentImports(trx, RECENT))).map((one) =>
        listedReply(one, world.clock.now()),
      ),
    }),
  )

  app.post(
    '/api/imports',
    {
      config: { ...config, upload: true },
      schema: { operationId: 'uploadList', tags, response: { 201: ImportSession } },
    },
    async (request, reply) => {
      admitList()
      const { name, content } = await uploadedFile(request, { field: 'file', code: 'import.file_missing' })
      return start(request, reply, { fileName: name, bytes: content }, name)
    },
  )

  app.post(
    '/api/imports/pasted',
    {
      config,
      schema: { operationId: 'pasteList', tags, body: PastedList, response: { 201: ImportSession } },
    },
    async (request, reply) =>
      start(request, reply, { pasted: request.body.text }, request.t('import.pasted_name')),
  )

  app.get(
    '/api/imports/template.xlsx',
    { config, schema: { operationId: 'downloadListTemplate', tags, response: { 200: fileReply(XLSX) } } },
    async (request, reply) =>
      sendFile(
        reply,
        XLSX,
        'mau-danh-sach.xlsx',
        await workbook(
          request.t('import.template.sheet'),
          TEMPLATE.map((field) => request.t(`import.field.${field}`)),
          [],
        ),
      ),
  )

  app.get(
    '/api/imports/:id',
    {
      config,
      schema: { operationId: 'readImport', tags, params: ImportParams, response: { 200: ImportSession } },
    },
    async (request) => replyOf(request, request.params.id),
  )

  app.patch(
    '/api/imports/:id',
    {
      config,
      schema: {
        operationId: 'changeImport',
        tags,
        params: ImportParams,
        body: ChangeImport,
        response: { 200: ImportSession },
      },
    },
    async (request) => {
      const { id } = request.params
      await scoped(request, (trx) => changeImport(trx, byOf(request), id, request.body))
      behind(planIn(world, id, pathsOf(request)))
      return replyOf(request, id)
    },
  )

  app.delete(
    '/api/imports/:id',
    {
      config,
      schema: { operationId: 'discardImport', tags, params: ImportParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await scoped(request, (trx) => discardImport(trx, byOf(request), request.params.id))
      return reply.status(204).send()
    },
  )

  app.get(
    '/api/imports/:id/rows',
    {
      config,
      schema: {
        operationId: 'listImportRows',
        tags,
        params: ImportParams,
        querystring: ImportRowsQuery,
        response: { 200: ImportRows },
      },
    },
    async (request) => {
      const { after, limit, verdict, warnings, undo } = request.query
      return scoped(request, async (trx) => {
        const session = await readImport(trx, request.params.id, world.clock.now())
        await rowsRead(trx, request, session.id)
        const { total, rows } = await planRowsOf(
          trx,
          session.id,
          { verdicts: verdict && [verdict], warnings, kept: undo === 'kept' },
          { after, limit },
        )
        const last = rows.at(-1)?.position ?? 0
        return {
          total,
          items: rows.map((row) => rowReply(session, row, request.t)),
          next: last < total && rows.length > 0 ? String(last) : null,
        }
      })
    },
  )

  app.patch(
    '/api/imports/:id/rows/:sheet/:row',
    {
      config,
      schema: {
        operationId: 'changeImportRow',
        tags,
        params: ImportRowParams,
        body: ChangeRow,
        response: { 200: ImportSession },
      },
    },
    async (request) => {
      const { id, sheet, row } = request.params
      await scoped(request, (trx) => changeRow(trx, byOf(request), id, { sheet, n: row }, request.body))
      await planIn(world, id, pathsOf(request))
      return replyOf(request, id)
    },
  )

  app.post(
    '/api/imports/:id/decisions',
    {
      config,
      schema: {
        operationId: 'decideImportRows',
        tags,
        params: ImportParams,
        body: DecideAll,
        response: { 200: ImportSession },
      },
    },
    async (request) => {
      const { id } = request.params
      await scoped(request, (trx) => decideRows(trx, byOf(request), id, request.body))
      await planIn(world, id, pathsOf(request))
      return replyOf(request, id)
    },
  )

  app.get(
    '/api/imports/:id/repairs/:kind',
    {
      config,
      schema: { operationId: 'listImportRepairs', tags, params: RepairParams, response: { 200: RepairList } },
    },
    async (request) =>
      scoped(request, async (trx) => {
        const { id, kind } = request.params
        await readImport(trx, id, world.clock.now())
        await rowsRead(trx, request, id)
        const { total, rows } = await planRowsOf(trx, id, { repair: kind }, { after: 0, limit: 200 })
        const items = rows.flatMap((row) =>
          row.plan.mended.filter((one) => one.kind === kind).map((one) => exampleOf(row.sheet, row.n, one)),
        )
        return { total, items }
      }),
  )

  app.post(
    '/api/imports/:id/write',
    {
      config,
      schema: {
        operationId: 'writeImport',
        tags,
        params: ImportParams,
        body: WriteImport,
        response: { 200: ImportSession },
      },
    },
    async (request) => {
      const { id } = request.params
      const by = byOf(request)
      await scoped(request, (trx) => confirmImport(trx, by, id, request.body.revision))
      behind(writeIn(world, by, id, pathsOf(request)))
      return replyOf(request, id)
    },
  )

  app.post(
    '/api/imports/:id/undo',
    {
      config,
      schema: { operationId: 'undoImport', tags, params: ImportParams, response: { 200: ImportSession } },
    },
    async (request) => {
      const { id } = request.params
      // Ordered with the eyes of the asker; taking back reaches rows that only the programme may remove.
      await scoped(request, (trx) => orderUndo(trx, byOf(request), id))
      behind(undoIn(world, id))
      return replyOf(request, id)
    },
  )

  for (const format of ['csv', 'xlsx'] as const)
    app.get(
      `/api/imports/:id/rejected.${format}`,
      {
        config,
        schema: {
          operationId: format === 'csv' ? 'downloadRejectedCsv' : 'downloadRejectedWorkbook',
          tags,
          params: ImportParams,
          response: { 200: fileReply(format === 'csv' ? 'text/csv' : XLSX) },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const { heading, rows } = await scoped(request, (trx) => rejectedTable(trx, request, id))
        return format === 'csv'
          ? sendFile(reply, 'text/csv; charset=utf-8', `${id}-chua-nhap.csv`, csv([heading, ...rows]))
          : sendFile(
              reply,
              XLSX,
              `${id}-chua-nhap.xlsx`,
              await workbook(request.t('import.rejected.sheet'), heading, rows),
            )
      },
    )

  /** Names and numbers of a list were shown. */
  const rowsRead = (trx: Db, request: FastifyRequest, id: number) =>
    recordRead(trx, {
      at: world.clock.now(),
      staffId: request.staff.staffId,
      action: 'list.rows_read',
      entity: 'list_import',
      entityId: id,
    })

  async function rejectedTable(trx: Db, request: FastifyRequest, id: number) {
    const { t } = request
    const session = await readImport(trx, id, world.clock.now())
    const filter = session.state === 'undone' ? { kept: true } : { verdicts: REJECTED }
    const { rows } = await planRowsOf(trx, id, filter, { after: 0, limit: MOST_REJECTED })
    const columns = session.settings.sheets.find((sheet) => sheet.index === rows[0]?.sheet)?.columns ?? []
    const names = await sheetTops(trx, id, 0)
    await record(trx, {
      at: world.clock.now(),
      actor: { kind: 'staff', id: request.staff.staffId },
      action: 'list.rejected_exported',
      entity: 'list_import',
      entityId: id,
      data: { rows: rows.length },
    })
    return {
      heading: [
        ...columns.map((column) => column.heading || (column.field ? t(`import.field.${column.field}`) : '')),
        t('import.rejected.sheet_name'),
        t('import.rejected.row'),
        t('import.rejected.reason'),
      ],
      rows: rows.map((row) => [
        ...columns.map((column) => row.cells[column.index] ?? ''),
        names.find((sheet) => sheet.index === row.sheet)?.name ?? '',
        String(row.n),
        rejectionReason(session, row, t),
      ]),
    }
  }
}

const pathsOf = ({ staff: { scope } }: FastifyRequest): readonly string[] =>
  'path' in scope ? [scope.path] : scope.paths
