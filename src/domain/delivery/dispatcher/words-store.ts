import { sql } from 'kysely'
import type { Db } from '../../../../db/client.ts'
import { derivedCode } from '../../../kernel/ids.ts'
import { asUrgency, referenceOf } from '../../directive/index.ts'
import type { MessageFrame, MessageInput } from '../../directive/message/index.ts'

/** All of a message that is the same for every recipient. */
export async function messageFrame(
  db: Db,
  message: {
    readonly directiveId: number
    readonly purpose: MessageInput['purpose']
    readonly purposeRef: number
  },
  secret: string,
): Promise<MessageFrame> {
  const { rows } = await sql<{
    kind_name: string
    number: number | null
    symbol: string | null
    urgency: number
    is_drill: boolean
    title: string
    actions: string[]
    body: string
    overrides: MessageInput['directive']['overrides']
    message_class: 'official' | 'information' | 'promotion'
    sms_unaccented: boolean
    acknowledge: boolean
    acknowledge_before: Date | null
    issuer_name: string
    issued_at: Date | null
    files: string[]
    replaces: MessageInput['directive']['replaces']
  }>`
    select k.name_vi as kind_name, d.number, d.symbol, d.urgency, d.message_class, d.is_drill, d.title, d.actions, d.body, d.overrides,
      d.sms_unaccented, d.acknowledge, d.acknowledge_before, coalesce(d.issuer_name, u.name) as issuer_name, d.issued_at,
      array(select a.file_name from attachment a where a.directive_id = d.id order by a.sort, a.id) as files,
      (select jsonb_build_object('relation', d.relation, 'reference', b.number || '/' || b.symbol)
        from directive b where b.id = d.replaces_id and b.number is not null) as replaces
    from directive d
    join directive_kind k on k.code = d.kind_code
    join unit u on u.id = d.owner_unit_id
    where d.id = ${message.directiveId}`.execute(db)
  const row = rows[0]
  if (!row) throw new Error(`directive ${message.directiveId} of a claimed delivery is missing`)
  const answer = message.purpose === 'answer' ? await answerOf(db, message.purposeRef) : undefined
  return {
    purpose: message.purpose,
    directive: {
      kindName: row.kind_name,
      reference: row.number !== null && row.symbol !== null ? referenceOf(row.number, row.symbol) : null,
      urgency: asUrgency(row.urgency),
      messageClass: row.message_class,
      isDrill: row.is_drill,
      title: row.title,
      actions: row.actions,
      body: row.body,
      overrides: row.overrides,
      smsUnaccented: row.sms_unaccented,
      acknowledge: row.acknowledge,
      acknowledgeBefore: row.acknowledge_before,
      issuerName: row.issuer_name,
      issuedAt: row.issued_at,
      attachmentNames: row.files,
      replaces: row.replaces,
    },
    ...(answer && { answer }),
    ...(message.purpose === 'code' && { code: derivedCode(secret, `code:${message.purposeRef}`) }),
    locale: 'vi',
  }
}

async function answerOf(
  db: Db,
  questionId: number,
): Promise<{ question: string; answer: string } | undefined> {
  const row = await db
    .selectFrom('question')
    .select(['text', 'answer'])
    .where('id', '=', questionId)
    .executeTakeFirst()
  return row?.answer ? { question: row.text, answer: row.answer } : undefined
}
