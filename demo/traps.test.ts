import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../db/scope.ts'
import { matchPasted } from '../src/domain/audience/index.ts'
import { unitsBelow } from '../src/domain/organisation/index.ts'
import { findUnits } from '../src/domain/people/index.ts'
import { toE164 } from '../src/kernel/phone.ts'
import { compareVi, givenName } from '../src/kernel/text.ts'
import { createSample, everyone, SAMPLE_DAY, type Sample } from '../test/harness/sample.ts'

describe('the deliberate traps of the sample (domain.md §8.2)', () => {
  let sample: Sample
  beforeAll(async () => {
    sample = await createSample()
  })
  afterAll(() => sample.drop())

  it('two units are called «Công đoàn Trường Mầm non Hoa Hồng», in different wards', async () => {
    const units = await inScope(sample.db, sample.scope, (trx) =>
      unitsBelow(trx, { federationId: sample.federationId, on: SAMPLE_DAY }),
    )
    const [answer] = matchPasted('MN Hoa Hồng', units)
    expect(answer?.unit).toBeNull()
    expect(answer?.candidates.map((unit) => unit.area)).toEqual(['Mễ Trì', 'Tây Mỗ'])
  })

  it('«Cty TNHH Sao Bắc» is found by its short name', async () => {
    const units = await inScope(sample.db, sample.scope, (trx) =>
      unitsBelow(trx, { federationId: sample.federationId, on: SAMPLE_DAY }),
    )
    const full = 'Công đoàn Công ty TNHH Linh kiện Điện tử Sao Bắc'
    expect(matchPasted('Cty TNHH Sao Bắc', units)[0]?.unit?.name).toBe(full)
    const found = await inScope(sample.db, sample.scope, (trx) =>
      findUnits(trx, { recipientsOf: sample.federationId, on: SAMPLE_DAY, q: 'dien tu sao bac', limit: 5 }),
    )
    expect(found.map((unit) => unit.name)).toEqual([full])
  })

  it('one name has 187 characters, and every name finds its own unit again when pasted', async () => {
    const units = await inScope(sample.db, sample.scope, (trx) =>
      unitsBelow(trx, { federationId: sample.federationId, on: SAMPLE_DAY }),
    )
    expect(Math.max(...units.map((unit) => unit.name.length))).toBe(187)
    const answers = matchPasted(units.map((unit) => unit.name).join('\n'), units)
    expect(answers.filter((answer) => answer.unit === null)).toHaveLength(2)
    expect(answers.filter((answer, i) => answer.unit?.id === units[i]!.id)).toHaveLength(166)
  })

  it('HTX Dịch vụ Phú Đô has no contact, two more units only such as nobody can write to', async () => {
    expect((await sample.names(everyone, 'units-without-contact')).map((unit) => unit.name)).toEqual([
      'Công đoàn HTX Dịch vụ Phú Đô (mẫu)',
    ])
    expect(await sample.names(everyone, 'units-without-channel')).toHaveLength(3)
  })

  it('a dissolved and a merged union still stand in the list and are due', async () => {
    const gone = await sample.rows(sql<{ id: number; valid_to: string | null }>`select id, valid_to from unit
        where note like 'Giải thể ngày 31/08/2021%' or note like 'Sáp nhập vào%'`)
    expect(gone.map((unit) => unit.valid_to)).toEqual([null, null])
    const due = (await sample.names(everyone, 'units')).map((unit) => unit.id)
    for (const unit of gone) expect(due).toContain(unit.id)
  })

  it('the largest union has 2,150 members and the smallest 6', async () => {
    const members = await sample.row(sql`select max(members) as most, min(members) as fewest,
          count(*) filter (where members = 2150 or members = 6) as ends,
          bool_and(members <= workers) as sane
        from unit_headcount h join unit u on u.id = h.unit_id where u.code like 'NTL-%'`)
    expect(members).toEqual({ most: 2150, fewest: 6, ends: 2, sane: true })
  })

  it('nine old 11-digit numbers are stored as they are dialled today', async () => {
    const rows = await sample.rows(sql<{
      note: string
      address: string
    }>`select p.note, c.address from person p
        join contact_point c on c.person_id = p.id and c.channel = 'sms' where p.note like 'Số điện thoại trong danh sách gốc%'`)
    expect(rows).toHaveLength(9)
    for (const { note, address } of rows) {
      const raw = /\d{11}/.exec(note)![0]
      expect(toE164(raw)).toBe(address)
    }
  })

  it('three people share one office telephone; every other number is one person’s, and valid', async () => {
    const shared = await sample.rows(sql<{
      n: number
      marked: boolean
    }>`select count(*) as n, bool_and(c.is_shared_office) as marked
        from contact_point c join person p on p.id = c.person_id and p.is_demo
        join post on post.person_id = p.id join unit u on u.id = post.unit_id and u.code like 'NTL%'
        where c.channel = 'sms' group by c.address having count(distinct p.id) > 1`)
    expect(shared).toEqual([{ n: 3, marked: true }])
    const phones = await sample.rows(sql<{ address: string }>`select distinct c.address from contact_point c
        join post on post.person_id = c.person_id join unit u on u.id = post.unit_id and u.code like 'NTL%'
        where c.channel = 'sms'`)
    for (const { address } of phones) expect(toE164(address)).toBe(address)
  })

  it('lists its names in Vietnamese order of given names, Kim Min-seo among them', async () => {
    const listed = (await sample.names(everyone, 'people')).map((person) => person.name)
    expect(new Set(listed).size).toBe(331)
    const key = (name: string) => `${givenName(name)} ${name}`
    expect(listed).toEqual([...listed].sort((a, b) => compareVi(key(a), key(b))))
    for (const name of [
      'Nguyễn Thị Ân',
      'Lê Hoài Ánh',
      'Trần Đức Anh',
      'Phạm Văn Ba',
      'Vũ Thị Dung',
      'Nguyễn Đình Đạt',
      'Đỗ Thị Điểm',
      'Hoàng Thị Ê Ban',
      'Bùi Thị Hoà',
      'Bùi Thị Hòa',
      'Ngô Văn Ích',
      'Đinh Khánh Ly',
      'Lý Thị Lý',
      'Phan Mỹ',
      'Đặng Thị Nhàn',
      'Nguyễn Ô',
      'Trịnh Phú Quý',
      'Tạ Thuý',
      'Tạ Thúy',
      'Lưu Văn Ưng',
      'Đào Thị Xuân',
      'Nguyễn Thị Minh Ý',
      'Kim Min-seo',
    ])
      expect(listed).toContain(name)
  })
})
