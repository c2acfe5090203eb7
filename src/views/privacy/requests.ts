import { sql } from 'kysely'
import type { Db } from '../../../db/client.ts'
import type { DataRequest } from '../../contract/privacy.ts'
import { standingOf } from '../../domain/privacy/index.ts'
import { localDay } from '../../kernel/dates.ts'

type Row = Omit<DataRequest, 'receivedAt' | 'answeredAt' | 'finishedAt' | 'standing'> & {
  receivedAt: Date
  answeredAt: Date | null
  finishedAt: Date | null
}

/** Requests whose clocks run, the most pressing first, then the latest finished ones. */
export async function dataRequests(db: Db, now: Date): Promise<DataRequest[]> {
  const { rows } = await sql<Row>`
    select r.id, r.person_id as "personId", p.full_name as "personName", (select u.name from post o join unit u on u.id = o.unit_id
        where o.person_id = p.id order by o.valid_to desc nulls first, o.id limit 1) as "unitName",
      r.kind, r.note, r.received_at as "receivedAt", r.answer_by::text as "answerBy", r.act_by::text as "actBy",
      r.third_party as "thirdParty", r.extended_days as "extendedDays", r.answered_at as "answeredAt",
      r.finished_at as "finishedAt", r.outcome
    from data_request r join person p on p.id = r.person_id
    order by r.finished_at is not null, case when r.answered_at is null then least(r.answer_by, r.act_by) else r.act_by end,
      r.finished_at desc, r.id
    limit 200`.execute(db)
  const today = localDay(now)
  return rows.map((row) => ({
    ...row,
    receivedAt: row.receivedAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    standing: standingOf(
      { ...row, answered: row.answeredAt !== null, finished: row.finishedAt !== null },
      today,
    ),
  }))
}
