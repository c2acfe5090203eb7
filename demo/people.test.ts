import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSample, SAMPLE_NOW, type Sample } from '../test/harness/sample.ts'

describe('the people of the sample (domain.md §8.4)', () => {
  let sample: Sample
  beforeAll(async () => {
    sample = await createSample()
  })
  afterAll(() => sample.drop())

  it('has its cast in their posts', async () => {
    const cast = await sample.rows(sql<{
      who: string
    }>`select p.full_name || ' · ' || post.position_code || ' · ' || u.name as who
      from post join person p on p.id = post.person_id join unit u on u.id = post.unit_id
      where p.full_name in ('Nguyễn Đình Đạt', 'Phạm Văn Ba', 'Tạ Thúy', 'Lưu Văn Ưng', 'Đào Thị Xuân') order by p.full_name collate "vi-x-icu"`)
    expect(cast.map((row) => row.who)).toEqual([
      'Đào Thị Xuân · CT · Công đoàn Trạm Y tế cụm số 1',
      'Lưu Văn Ưng · UV_BCH · Công đoàn Công ty TNHH In ấn Ô Quan Mới',
      'Nguyễn Đình Đạt · PCT · Công đoàn Khách sạn Hồ Sen Trắng',
      'Phạm Văn Ba · CT · Công đoàn Công ty CP Suất ăn Công nghiệp Bếp Việt Mẫu',
      'Tạ Thúy · CT · Công đoàn Trường Mầm non tư thục Ong Vàng',
    ])
    const staff = await sample.rows(sql<{
      who: string
    }>`select p.full_name || ' · ' || g.role as who from staff s join role_grant g on g.staff_id = s.id
      join person p on p.id = s.person_id where s.unit_id = ${sample.federationId} order by s.id`)
    expect(staff.map((row) => row.who)).toEqual([
      'Đặng Thị Nhàn · leader',
      'Trịnh Phú Quý · leader',
      'Cao Bách Thắng · leader',
      'Đinh Khánh Ly · specialist',
      'Kiều Gia Lộc · specialist',
      'Vũ Thị Dung · clerk',
    ])
  })

  it('writes to invented addresses only, and marks every row as a sample', async () => {
    const stray = await sample.row(sql`select
      (select count(*) from contact_point where channel = 'email' and address not like '%.example') as mails,
      (select count(*) from staff where email not like '%.example') as staff,
      (select count(*) from unit where not is_demo) as units, (select count(*) from person where not is_demo) as people,
      (select count(*) from area where not is_demo) as areas, (select count(*) from chat_group where not is_demo) as groups,
      (select count(*) from channel_account where not is_demo) as accounts`)
    expect(new Set(Object.values(stray as object))).toEqual(new Set([0]))
  })

  it('has most Zalo windows open, some closed and some never opened', async () => {
    const windows = await sample.row(sql<{ open: number; closed: number; never: number }>`select
        count(*) filter (where window_until > ${SAMPLE_NOW}) as open, count(*) filter (where window_until <= ${SAMPLE_NOW}) as closed,
        count(*) filter (where window_until is null) as never,
        max(window_until) <= ${SAMPLE_NOW}::timestamptz + interval '7 days' as possible
      from contact_point c join channel_account a on a.id = c.account_id and a.owner_unit_id = ${sample.federationId}
      where c.state = 'ok'`)
    expect(windows).toEqual({
      open: expect.any(Number),
      closed: expect.any(Number),
      never: expect.any(Number),
      possible: true,
    })
    expect(windows.open).toBeGreaterThan(220)
    expect(windows.closed).toBeGreaterThan(10)
    expect(windows.never).toBeGreaterThan(5)
    expect(windows.open + windows.closed + windows.never).toBe(266)
  })
})
