import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { translator } from '../../runtime/i18n.ts'
import { cardPng, cardSvg } from './card.ts'
import { fitted, widthOf, wrap } from './lines.ts'
import type { GroupNotice } from './notice.ts'
import { qrPath, qrSvg } from './qr.ts'
import { postText } from './text.ts'

const t = translator('vi')
const notice: GroupNotice = {
  kindName: 'Công điện',
  reference: '12/CĐ-LĐLĐ',
  urgency: 3,
  isDrill: false,
  title: 'Về việc triển khai các biện pháp phòng, chống dịch Covid-19 theo phân vùng',
  issuerName: 'LĐLĐ quận Nam Từ Liêm (dữ liệu mẫu)',
  issuedAt: new Date('2021-09-05T07:55:00+07:00'),
  acknowledge: true,
  acknowledgeBefore: new Date('2021-09-05T11:00:00+07:00'),
  link: 'https://loa.test/g/7F3K2Q9H',
}

test('the words to paste: urgency and number first, then what, until when, where', () => {
  expect(postText(notice, t).split('\n')).toEqual([
    '[HỎA TỐC] Công điện số 12/CĐ-LĐLĐ',
    notice.title,
    '',
    'Xác nhận đã nhận trước 11:00, 05/09/2021.',
    'Đọc toàn văn: https://loa.test/g/7F3K2Q9H',
    'Cán bộ đầu mối xác nhận bằng tin riêng đã nhận qua Zalo, SMS hoặc thư điện tử.',
    'LĐLĐ quận Nam Từ Liêm (dữ liệu mẫu)',
  ])
})

test('a drill says so before everything else', () => {
  expect(postText({ ...notice, isDrill: true }, t)).toMatch(/^\[DIỄN TẬP\] /)
  expect(cardSvg({ ...notice, isDrill: true }, t)).toContain('DIỄN TẬP')
})

describe('the card', () => {
  test('is a picture of 1080 × 1350', async () => {
    const png = await cardPng(notice, t)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1080, 1350])
    expect(png.length).toBeGreaterThan(20_000)
  })

  test('takes any title without leaving its frame or breaking its form', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'grapheme' }), fc.boolean(), (title, isDrill) => {
        const svg = cardSvg({ ...notice, title, isDrill }, t)
        const y = [...svg.matchAll(/<text [^>]*y="(\d+)"/g)].map((found) => Number(found[1]))
        expect(Math.max(...y)).toBeLessThan(1350)
        expect(svg).not.toMatch(/&(?!amp;|lt;|gt;)/)
      }),
      { numRuns: 60 },
    )
  })
})

test('lines are never wider than their room, whatever the words', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => {
      for (const line of wrap(text, 40, 600)) expect(widthOf(line, 40)).toBeLessThanOrEqual(600)
      expect(fitted(text, [40, 30], 600, () => 2).lines.length).toBeLessThanOrEqual(2)
    }),
  )
})

test('the code holds the link', async () => {
  expect(await qrSvg(notice.link)).toContain('<svg')
  expect(qrPath(notice.link).size).toBeGreaterThanOrEqual(21)
})
