import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Audience } from '../src/contract/audience.ts'
import { DraftContent } from '../src/contract/directive.ts'
import { audienceQuery } from '../src/domain/audience/index.ts'
import { audienceOf, createSample, SAMPLE_DAY, type Sample } from '../test/harness/sample.ts'

describe('the eight messages of the sample (domain.md §8.3)', () => {
  let sample: Sample
  beforeAll(async () => {
    sample = await createSample()
  })
  afterAll(() => sample.drop())

  const template = async (code: string) => {
    const row = await sample.db
      .selectFrom('directive')
      .selectAll()
      .where('template_code', '=', code)
      .executeTakeFirstOrThrow()
    return { ...row, audience: Audience.parse(row.audience) }
  }

  it('are eight templates that a draft can hold', async () => {
    const rows = await sample.db.selectFrom('directive').selectAll().orderBy('template_code').execute()
    expect(rows.map((row) => row.template_code)).toEqual(['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8'])
    for (const row of rows) {
      expect(row).toMatchObject({ state: 'template', is_demo: true, number: null })
      DraftContent.pick({
        title: true,
        actions: true,
        body: true,
        overrides: true,
        audience: true,
        escalation: true,
      }).parse(row)
    }
  })

  it('M2 goes to enterprises of 50 workers and more, and to no other', async () => {
    const { audience: who } = await template('M2')
    const rows = await sample.rows(sql<{
      workers: number
      sector_code: string
    }>`select h.workers, u.sector_code
        from (${audienceQuery(sample.federationId, who, SAMPLE_DAY).units}) a join unit u on u.id = a.unit_id
        join unit_headcount h on h.unit_id = u.id`)
    const large = await sample.row(sql<{
      n: number
    }>`select count(*) as n from unit u join unit_headcount h on h.unit_id = u.id
        where u.sector_code like 'DN%' and u.code like 'NTL-%' and h.workers >= 50`)
    expect(rows.length).toBe(large.n)
    expect(rows.every((row) => row.workers >= 50 && row.sector_code.startsWith('DN_'))).toBe(true)
    expect(rows.length).toBe(61)
  })

  it('M3 goes to 34 units: 21 of Mễ Trì and 14 of health and services, one of which stands in both', async () => {
    const { audience: who } = await template('M3')
    const [ward, health] = who.lines
    expect((await sample.count(audienceOf(ward!))).units.chosen).toBe(21)
    expect((await sample.count(audienceOf(health!))).units.chosen).toBe(14)
    expect((await sample.count(who)).units.chosen).toBe(34)
  })

  it('M6 goes to Ô Quan Mới alone, others to everybody', async () => {
    const { audience: who, kind_code } = await template('M6')
    expect(kind_code).toBe('rut_kinh_nghiem')
    expect((await sample.names(who, 'units')).map((unit) => unit.name)).toEqual([
      'Công đoàn Công ty TNHH In ấn Ô Quan Mới',
    ])
    for (const code of ['M1', 'M4', 'M5', 'M7', 'M8'])
      expect((await template(code)).audience.lines).toEqual([{ all: true }])
  })

  it('the SMS of M1 reads as the day wrote it when its number is 12', async () => {
    const { overrides } = await template('M1')
    expect((overrides as { sms: string }).sms.replace('{number}', '12/CD-LDLD')).toBe(
      'LDLD Nam Tu Liem: HOA TOC. CD 12/CD-LDLD: tu 06h 06/9 thuc hien phan vung. Doc va bam XAC NHAN truoc 11h 05/9: {link}',
    )
  })

  it('M1 is Hỏa tốc, asks units to acknowledge and takes number 12 of the year', async () => {
    expect(await template('M1')).toMatchObject({
      kind_code: 'cong_dien',
      urgency: 3,
      acknowledge: true,
      acknowledge_by: 'unit',
    })
    const registers = await sample.rows(sql`select year, next_number from number_register
        where unit_id = ${sample.federationId} and register = 'CĐ'`)
    expect(registers).toEqual([{ year: 2021, next_number: 12 }])
  })
})
