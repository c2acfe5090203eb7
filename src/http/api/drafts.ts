import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../../../db/client.ts'
import { inScope } from '../../../db/scope.ts'
import {
  AttachmentParams,
  CreateDraft,
  Directive,
  DirectiveKinds,
  DirectiveParams,
  IssueCheck,
  LastOfKind,
  SaveDraft,
} from '../../contract/directive.ts'
import { directiveExists } from '../../domain/delivery/index.ts'
import {
  ATTACHMENT_LIMIT_BYTES,
  type Author,
  attach,
  checkForIssue,
  createDraft,
  detach,
  discardDraft,
  lastOfKind,
  listKinds,
  readAttachment,
  readDirective,
  restoreDraft,
  saveDraft,
} from '../../domain/directive/index.ts'
import { notFound } from '../../kernel/errors.ts'
import { fileReply, NoContent } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'
import { uploadedFile } from '../uploaded-file.ts'

/** Writing a directive: drafts that save themselves, their files, and what stands between a draft and its issue. */
export const draftRoutes: RegisterRoutes = async (plain, world) => {
  // One byte more than allowed: then the refusal can name the file instead of breaking the connection.
  await plain.register(multipart, { limits: { fileSize: ATTACHMENT_LIMIT_BYTES + 1, files: 1, fields: 4 } })
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const read = { permission: 'directive.read' } as const
  const write = { permission: 'directive.write' } as const
  const scoped = <T>(request: FastifyRequest, work: (trx: Db) => Promise<T>) =>
    inScope(world.db, request.staff.scope, work)
  const authorOf = (request: FastifyRequest): Author => ({
    staffId: request.staff.staffId,
    unitId: request.staff.unitId,
    locale: request.locale,
    now: world.clock.now(),
  })

  app.get(
    '/api/directive-kinds',
    {
      config: read,
      schema: { operationId: 'listDirectiveKinds', tags: ['directives'], response: { 200: DirectiveKinds } },
    },
    async (request) => ({ items: await scoped(request, (trx) => listKinds(trx, request.locale)) }),
  )

  app.post(
    '/api/directives',
    {
      config: write,
      schema: {
        operationId: 'createDraft',
        tags: ['directives'],
        body: CreateDraft,
        response: { 201: Directive },
      },
    },
    async (request, reply) =>
      reply
        .status(201)
        .send(
          await scoped(request, (trx) =>
            createDraft(trx, authorOf(request), request.body, world.translate('vi')),
          ),
        ),
  )

  app.get(
    '/api/directives/:id',
    {
      config: read,
      schema: {
        operationId: 'readDirective',
        tags: ['directives'],
        params: DirectiveParams,
        response: { 200: Directive },
      },
    },
    async (request) => scoped(request, (trx) => readDirective(trx, request.params.id, request.locale)),
  )

  app.get(
    '/api/directives/:id/last-of-kind',
    {
      config: read,
      schema: {
        operationId: 'readLastOfKind',
        tags: ['directives'],
        params: DirectiveParams,
        response: { 200: LastOfKind },
      },
    },
    async (request) => {
      const last = await scoped(request, async (trx) => {
        if (!(await directiveExists(trx, request.params.id))) throw notFound('directive')
        return lastOfKind(trx, request.params.id)
      })
      return { last: last && { ...last, issuedAt: last.issuedAt.toISOString() } }
    },
  )

  app.patch(
    '/api/directives/:id',
    {
      config: write,
      schema: {
        operationId: 'saveDraft',
        tags: ['directives'],
        params: DirectiveParams,
        body: SaveDraft,
        response: { 200: Directive },
      },
    },
    async (request) =>
      scoped(request, (trx) =>
        saveDraft(trx, authorOf(request), request.params.id, request.body.revision, request.body.change),
      ),
  )

  app.delete(
    '/api/directives/:id',
    {
      config: write,
      schema: {
        operationId: 'discardDraft',
        tags: ['directives'],
        params: DirectiveParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await scoped(request, (trx) => discardDraft(trx, authorOf(request), request.params.id))
      return reply.status(204).send()
    },
  )

  app.post(
    '/api/directives/:id/restore',
    {
      config: write,
      schema: {
        operationId: 'restoreDraft',
        tags: ['directives'],
        params: DirectiveParams,
        response: { 200: Directive },
      },
    },
    async (request) => scoped(request, (trx) => restoreDraft(trx, authorOf(request), request.params.id)),
  )

  app.post(
    '/api/directives/:id/attachments',
    {
      config: { ...write, upload: true },
      schema: {
        operationId: 'addAttachment',
        tags: ['directives'],
        params: DirectiveParams,
        response: { 201: Directive },
      },
    },
    async (request, reply) => {
      const file = await uploadedFile(request, { field: 'attachments', code: 'draft.file_missing' })
      const directive = await scoped(request, (trx) =>
        attach(trx, authorOf(request), request.params.id, file),
      )
      return reply.status(201).send(directive)
    },
  )

  app.delete(
    '/api/directives/:id/attachments/:attachmentId',
    {
      config: write,
      schema: {
        operationId: 'removeAttachment',
        tags: ['directives'],
        params: AttachmentParams,
        response: { 200: Directive },
      },
    },
    async (request) =>
      scoped(request, (trx) =>
        detach(trx, authorOf(request), request.params.id, request.params.attachmentId),
      ),
  )

  app.get(
    '/api/directives/:id/attachments/:attachmentId',
    {
      config: read,
      schema: {
        operationId: 'readAttachment',
        tags: ['directives'],
        params: AttachmentParams,
        response: { 200: fileReply('application/octet-stream') },
      },
    },
    async (request, reply) => {
      const { id, attachmentId } = request.params
      const file = await scoped(request, (trx) => readAttachment(trx, id, attachmentId))
      return reply
        .header('content-type', file.mime)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .send(file.content)
    },
  )

  app.get(
    '/api/directives/:id/check',
    {
      config: read,
      schema: {
        operationId: 'checkDirective',
        tags: ['directives'],
        params: DirectiveParams,
        response: { 200: IssueCheck },
      },
    },
    async (request) => {
      const check = await scoped(request, (trx) =>
        checkForIssue(trx, request.params.id, {
          now: world.clock.now(),
          publicUrl: world.publicUrl,
          words: world.translate('vi'),
        }),
      )
      return {
        ...check,
        keptUntil: check.keptUntil?.toISOString() ?? null,
        faults: check.faults.map((fault) => ({
          field: fault.field,
          code: fault.code,
          blocking: fault.blocking,
          message: request.t(`problem.${fault.code}`, { ...fault.values }),
        })),
      }
    },
  )
}
