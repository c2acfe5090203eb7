import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { inScope } from '../../../db/scope.ts'
import { cardPng, type GroupNotice, postText, qrSvg } from '../../channels/share-kit/index.ts'
import { Id } from '../../contract/common.ts'
import { DirectiveParams } from '../../contract/directive.ts'
import { type GroupPost, PostedRequest, ShareKit } from '../../contract/share-kit.ts'
import {
  directiveExists,
  type GroupPostRow,
  postById,
  postsOfDirective,
  sayPosted,
} from '../../domain/delivery/index.ts'
import { referenceOf } from '../../domain/directive/index.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Translate } from '../../kernel/i18n.ts'
import { fileReply } from '../openapi/replies.ts'
import type { RegisterRoutes } from '../routes.ts'

const PostParams = z.object({ id: Id })
/** An issued text never changes, and neither does its picture. */
const CACHE = 'private, max-age=3600'

/** What a person needs to post a directive in ordinary Zalo and Facebook groups by hand. */
export const shareKitRoutes: RegisterRoutes = (plain, world) => {
  const app = plain.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'directive.read' } as const
  // What is posted in a group is Vietnamese, whatever language the console has.
  const t = world.translate('vi')

  app.get(
    '/api/directives/:id/share-kit',
    {
      config,
      schema: {
        operationId: 'readShareKit',
        tags: ['share-kit'],
        params: DirectiveParams,
        response: { 200: ShareKit },
      },
    },
    (request) =>
      inScope(world.db, request.staff.scope, async (trx) => {
        if (!(await directiveExists(trx, request.params.id))) throw notFound('directive')
        const posts = await postsOfDirective(trx, request.params.id)
        return { posts: posts.map((row) => presented(row, world.publicUrl, t)) }
      }),
  )

  app.post(
    '/api/group-posts/:id/posted',
    {
      config: { permission: 'directive.follow' },
      schema: {
        operationId: 'markPosted',
        tags: ['share-kit'],
        params: PostParams,
        body: PostedRequest,
        response: { 200: PostedRequest },
      },
    },
    async (request) => {
      const { staff, body } = request
      await inScope(world.db, staff.scope, (trx) =>
        sayPosted(trx, request.params.id, body.posted, staff.staffId, world.clock.now()),
      )
      return { posted: body.posted }
    },
  )

  app.get(
    '/api/group-posts/:id/card.png',
    {
      config,
      schema: {
        operationId: 'readPostCard',
        tags: ['share-kit'],
        params: PostParams,
        response: { 200: fileReply('image/png') },
      },
    },
    async (request, reply) => {
      const row = await inScope(world.db, request.staff.scope, (trx) => postById(trx, request.params.id))
      if (!row) throw notFound('group_post')
      const picture = await cardPng(noticeOf(row, world.publicUrl), t)
      return reply.header('cache-control', CACHE).type('image/png').send(picture)
    },
  )

  app.get(
    '/api/group-posts/:id/qr.svg',
    {
      config,
      schema: {
        operationId: 'readPostQr',
        tags: ['share-kit'],
        params: PostParams,
        response: { 200: fileReply('image/svg+xml') },
      },
    },
    async (request, reply) => {
      const row = await inScope(world.db, request.staff.scope, (trx) => postById(trx, request.params.id))
      if (!row) throw notFound('group_post')
      return reply
        .header('cache-control', CACHE)
        .type('image/svg+xml')
        .send(await qrSvg(linkOf(row, world.publicUrl)))
    },
  )
}

const linkOf = (row: GroupPostRow, publicUrl: string): string => `${publicUrl}/g/${row.code}`

function noticeOf(row: GroupPostRow, publicUrl: string): GroupNotice {
  return {
    kindName: row.kindNameVi,
    reference: row.number !== null && row.symbol ? referenceOf(row.number, row.symbol) : null,
    urgency: row.urgency,
    isDrill: row.isDrill,
    title: row.title,
    issuerName: row.issuerName ?? '',
    issuedAt: row.issuedAt,
    acknowledge: row.acknowledge,
    acknowledgeBefore: row.acknowledgeBefore,
    link: linkOf(row, publicUrl),
  }
}

function presented(row: GroupPostRow, publicUrl: string, t: Translate): GroupPost {
  return {
    id: row.id,
    groupName: row.groupName,
    platform: row.platform,
    link: linkOf(row, publicUrl),
    text: postText(noticeOf(row, publicUrl), t),
    groupUrl: row.groupUrl,
    postedAt: row.postedAt?.toISOString() ?? null,
    postedBy: row.postedBy,
    opens: row.opens,
  }
}
