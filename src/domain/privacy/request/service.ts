import type { Db } from '../../../../db/client.ts'
import { localDay } from '../../../kernel/dates.ts'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { type Actor, record } from '../../audit/index.ts'
import { addDays, deadlines, EXTENSION_DAYS, type RequestKind } from './rules.ts'
import {
  extend,
  type HeldRequest,
  holdRequest,
  holidaysFrom,
  insertRequest,
  markAnswered,
  markFinished,
} from './store.ts'

export interface RequestOrder {
  readonly personId: number
  readonly kind: RequestKind
  readonly cameBy: 'page' | 'paper' | 'call' | 'email'
  readonly note: string | null
  /** A processor or another organisation must act as well: the longer term. */
  readonly thirdParty: boolean
  /** When it came, for what arrives on paper days before it is entered. */
  readonly receivedAt: Date
}

/** Takes down what somebody asks about their own data; its clocks begin on the day it came. */
export async function openRequest(trx: Db, actor: Actor, order: RequestOrder, now: Date): Promise<number> {
  if (order.receivedAt > now) throw invalid({ field: 'receivedAt', code: 'privacy.not_yet' })
  const day = localDay(order.receivedAt)
  const id = await insertRequest(trx, {
    ...order,
    ...deadlines({ ...order, day }, await holidaysFrom(trx, day)),
  })
  if (id === null) throw notFound('person')
  await log(trx, actor, 'privacy.request_opened', { id, personId: order.personId, kind: order.kind }, now)
  return id
}

/** The person has been told that it was received and what will happen. */
export async function answerRequest(trx: Db, actor: Actor, id: number, now: Date): Promise<void> {
  const request = await openOne(trx, id)
  if (request.answeredAt) return
  await markAnswered(trx, id, staffOf(actor), now)
  await log(trx, actor, 'privacy.request_answered', request, now)
}

/** Once, by at most fifteen days, for a reason that the person is told. */
export async function extendRequest(
  trx: Db,
  actor: Actor,
  order: { readonly id: number; readonly days: number; readonly reason: string },
  now: Date,
): Promise<void> {
  const request = await openOne(trx, order.id)
  if (request.extendedDays !== null) throw conflict('privacy.extended_already')
  if (order.days > EXTENSION_DAYS)
    throw invalid({ field: 'days', code: 'privacy.extension', values: { days: EXTENSION_DAYS } })
  await extend(trx, order.id, { ...order, actBy: addDays(request.actBy, order.days) })
  await log(trx, actor, 'privacy.request_extended', { ...request, days: order.days }, now)
}

export async function finishRequest(
  trx: Db,
  actor: Actor,
  order: {
    readonly id: number
    readonly outcome: 'done' | 'partly' | 'refused'
    readonly note: string | null
  },
  now: Date,
): Promise<void> {
  const request = await openOne(trx, order.id)
  if (order.outcome !== 'done' && !order.note) throw invalid({ field: 'note', code: 'privacy.reason_needed' })
  await markFinished(trx, order.id, { ...order, staffId: staffOf(actor), now })
  await log(trx, actor, 'privacy.request_finished', { ...request, outcome: order.outcome }, now)
}

async function openOne(trx: Db, id: number): Promise<HeldRequest> {
  const request = await holdRequest(trx, id)
  if (!request) throw notFound('data_request')
  if (request.finishedAt) throw conflict('privacy.finished_already')
  return request
}

const staffOf = (actor: Actor): number | null => (actor.kind === 'staff' ? actor.id : null)

const log = (
  trx: Db,
  actor: Actor,
  action: string,
  {
    id,
    personId,
    kind,
    ...more
  }: { id: number; personId: number; kind: string; days?: number; outcome?: string },
  now: Date,
): Promise<void> =>
  record(trx, {
    at: now,
    actor,
    action,
    entity: 'person',
    entityId: personId,
    data: {
      requestId: id,
      kind,
      ...(more.days === undefined ? {} : { days: more.days }),
      ...(more.outcome === undefined ? {} : { outcome: more.outcome }),
    },
  })
