import { sql } from 'kysely'
import type { Db } from '../../db/client.ts'
import type { EscalationStep } from '../../src/contract/directive.ts'
import { derivedToken, tokenHash } from '../../src/kernel/ids.ts'

/** What a test says about the directive it needs; the rest is a plain công điện of an invented federation. */
export interface IssuedDirective {
  readonly units: readonly { readonly name: string; readonly officers: readonly string[] }[]
  readonly issuedAt: Date
  readonly acknowledgeBefore?: Date | null
  readonly acknowledge?: boolean
  readonly acknowledgeBy?: 'unit' | 'person'
  readonly title?: string
  readonly body?: string
  readonly actions?: readonly string[]
  readonly urgency?: 0 | 1 | 2 | 3
  readonly isDrill?: boolean
  readonly escalation?: readonly EscalationStep[]
  readonly attachments?: readonly { readonly name: string; readonly mime: string; readonly content: Buffer }[]
  /** With personal links made with this secret. */
  readonly links?: { readonly secret: string; readonly expiresAt: Date }
}

export interface IssuedForTest {
  readonly directiveId: number
  readonly federationId: number
  readonly staffId: number
  readonly accountId: number
  readonly units: readonly {
    readonly targetId: number
    readonly unitId: number
    readonly officers: readonly {
      readonly recipientId: number
      readonly personId: number
      readonly phone: string
      /** Empty without `links`. */
      readonly token: string
    }[]
  }[]
}

let series = 0

/** Writes an issued directive with its units, officers and links straight into the tables. */
export async function issueForTest(db: Db, wanted: IssuedDirective): Promise<IssuedForTest> {
  const n = ++series
  const one = async (query: ReturnType<typeof sql<{ id: number }>>): Promise<number> =>
    (await query.execute(db)).rows[0]!.id
  const federationId = await one(sql<{ id: number }>`
    insert into unit (code, name, short_name, type_code, symbol, place_name, path)
    values (${`LD${n}`}, 'Liên đoàn Lao động khu vực', 'LĐLĐ khu vực', 'lien_doan_quan', 'LĐLĐ', 'Hà Nội', ${`ld${n}`}::ltree) returning id`)
  const staffPerson = await one(
    sql<{ id: number }>`insert into person (full_name) values ('Nguyễn Thị Chuyên Viên') returning id`,
  )
  const staffId = await one(sql<{ id: number }>`
    insert into staff (person_id, unit_id, job_title, email)
    values (${staffPerson}, ${federationId}, 'Chuyên viên', ${`cv${n}@ldld.example`}) returning id`)
  await sql`insert into role_grant (staff_id, role, unit_id) values (${staffId}, 'specialist', ${federationId})`.execute(
    db,
  )
  const accountId = await one(sql<{ id: number }>`
    insert into channel_account (kind, channel, owner_unit_id, name, base_url)
    values ('sms', 'sms', ${federationId}, 'SMS', 'http://127.0.0.1:1') returning id`)
  await sql`insert into channel_lane (account_id, rate_per_minute, burst, tokens, refilled_at) values (${accountId}, 6000, 100, 100, ${wanted.issuedAt})`.execute(
    db,
  )
  const directiveId = await one(sql<{ id: number }>`
    insert into directive (owner_unit_id, state, kind_code, urgency, is_drill, title, actions, body, acknowledge, acknowledge_by,
      acknowledge_before, escalation, created_at, updated_at)
    values (${federationId}, 'draft', 'cong_dien', ${wanted.urgency ?? 3}, ${wanted.isDrill ?? false},
      ${wanted.title ?? 'Rà soát nhà trọ bị ngập, báo cáo thiệt hại'}, ${JSON.stringify(wanted.actions ?? ['Kiểm tra nhà trọ của đoàn viên.'])}::jsonb,
      ${wanted.body ?? ''}, ${wanted.acknowledge ?? true}, ${wanted.acknowledgeBy ?? 'unit'}, ${wanted.acknowledgeBefore ?? null},
      ${JSON.stringify(wanted.escalation ?? [])}::jsonb, ${wanted.issuedAt}, ${wanted.issuedAt}) returning id`)
  for (const [sort, file] of (wanted.attachments ?? []).entries())
    await sql`insert into attachment (directive_id, public_key, file_name, mime, size, sha256, content, sort, uploaded_at)
      values (${directiveId}, ${`k${n}-${sort}-${'0'.repeat(12)}`}, ${file.name}, ${file.mime}, ${file.content.length}, sha256(${file.content}),
        ${file.content}, ${sort}, ${wanted.issuedAt})`.execute(db)
  await sql`update directive set state = 'sending', number = ${n}, symbol = 'CĐ-LĐLĐ', issued_at = ${wanted.issuedAt}, issued_by = ${staffId},
      issuer_name = 'Liên đoàn Lao động khu vực', released_at = ${wanted.issuedAt},
      valid_until = ${new Date(wanted.issuedAt.getTime() + 30 * 86_400_000)} where id = ${directiveId}`.execute(
    db,
  )

  const units: IssuedForTest['units'][number][] = []
  for (const [index, unit] of wanted.units.entries()) {
    const unitId = await one(sql<{ id: number }>`
      insert into unit (code, name, type_code, path) values (${`U${n}-${index}`}, ${unit.name}, 'cdcs', ${`ld${n}.u${index}`}::ltree) returning id`)
    const targetId = await one(sql<{ id: number }>`
      insert into target (directive_id, unit_id, unit_name, parents) values (${directiveId}, ${unitId}, ${unit.name}, '[]') returning id`)
    const officers: IssuedForTest['units'][number]['officers'][number][] = []
    for (const [order, name] of unit.officers.entries()) {
      const phone = `+8490${String(n % 1000).padStart(3, '0')}${String(index % 100).padStart(2, '0')}${String(order % 100).padStart(2, '0')}`
      const personId = await one(
        sql<{ id: number }>`insert into person (full_name, salutation) values (${name}, 'ông') returning id`,
      )
      await sql`insert into post (person_id, unit_id, position_code, contact_order) values (${personId}, ${unitId}, 'CT', ${order + 1})`.execute(
        db,
      )
      await sql`insert into contact_point (person_id, channel, address) values (${personId}, 'sms', ${phone})`.execute(
        db,
      )
      const recipientId = await one(sql<{ id: number }>`
        insert into recipient (directive_id, person_id, target_id, person_name, position_code, contact_order, stage, channel, accepted_at)
        values (${directiveId}, ${personId}, ${targetId}, ${name}, 'CT', ${order + 1}, 1, 'sms', ${wanted.issuedAt}) returning id`)
      let token = ''
      if (wanted.links) {
        token = derivedToken(wanted.links.secret, `link:${recipientId}:0`)
        await sql`insert into access_link (token_hash, recipient_id, generation, created_at, expires_at)
          values (${tokenHash(token)}, ${recipientId}, 0, ${wanted.issuedAt}, ${wanted.links.expiresAt})`.execute(
          db,
        )
      }
      officers.push({ recipientId, personId, phone, token })
    }
    units.push({ targetId, unitId, officers })
  }
  return { directiveId, federationId, staffId, accountId, units }
}
