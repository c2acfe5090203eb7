import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { translator } from '../../runtime/i18n.ts'
import { quickTranslator } from './phrases.ts'
import { asBytes, asGzip, asText, Fixed, type Piece } from './pieces.ts'
import { foldText, leftText, whenText, withTelephones } from './words.ts'

const t = translator('vi')
const now = new Date('2026-11-23T14:42:00+07:00')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

describe('times as people say them', () => {
  it('the hour first, the day only as far as it is needed', () => {
    expect(whenText(t, later(18), now)).toBe('15:00 hôm nay')
    expect(whenText(t, later(18 + 1440), now)).toBe('15:00 ngày mai')
    expect(whenText(t, new Date('2026-11-30T08:00:00+07:00'), now)).toBe('08:00, thứ Hai 30/11/2026')
  })
  it('what is left, in the largest fitting unit', () => {
    expect(leftText(t, later(18), now)).toBe('còn 18 phút')
    expect(leftText(t, later(59.5), now)).toBe('còn 1 giờ 0 phút')
    expect(leftText(t, later(130), now)).toBe('còn 2 giờ 10 phút')
    expect(leftText(t, later(3 * 1440 + 5), now)).toBe('còn 3 ngày')
    expect(leftText(t, now, now)).toBe('đã quá hạn, vẫn xác nhận được')
  })
})

describe('long texts', () => {
  it('are folded at the end of a paragraph or a sentence, and nothing is lost', () => {
    const text = `${'Câu thứ nhất của văn bản này. '.repeat(20)}\n${'Câu thứ hai. '.repeat(40)}`
    const { shown, folded } = foldText(text)
    expect(shown).toMatch(/\.$/)
    expect(`${shown} ${folded}`.replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' ').trim())
    expect(foldText('Ngắn.')).toEqual({ shown: 'Ngắn.', folded: '' })
  })
  it('lose nothing, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000, unit: 'binary' }), (text) => {
        const { shown, folded } = foldText(text)
        expect((shown + folded).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
    )
  })
})

describe('telephone numbers in a text', () => {
  it('call when pressed and never break over two lines; other figures stay as they are', () => {
    expect(withTelephones('gọi 0901 234 567.')).toBe(
      'gọi <a class="tel" href="tel:0901234567">0901 234 567</a>.',
    )
    expect(withTelephones('trước 16 giờ 00 ngày 06/9/2021, 331 người')).toBe(
      'trước 16 giờ 00 ngày 06/9/2021, 331 người',
    )
    expect(withTelephones('<b>0901234567</b>')).toBe(
      '&#60;b&#62;<a class="tel" href="tel:0901234567">0901234567</a>&#60;/b&#62;',
    )
  })
})

describe('a page in pieces', () => {
  const unzipped = (row: Piece[]) => gunzipSync(Buffer.from(asGzip(row), 'latin1'))
  const pieces = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ maxLength: 400 }).map((text) => new Fixed(text)),
    ),
  )
  it('is the same as text, as bytes and compressed', () => {
    fc.assert(
      fc.property(pieces, (row) => {
        const bytes = Buffer.from(asText(row))
        expect(asBytes(row).equals(bytes)).toBe(true)
        expect(unzipped(row).equals(bytes)).toBe(true)
      }),
    )
  })
  it('however long a reader’s own piece is', () => {
    const long = 'Đã trả lời. '.repeat(20_000)
    expect(unzipped(['a', long, new Fixed('b')]).toString()).toBe(`a${long}b`)
  })
})

describe('the quick translator', () => {
  it('says what the slow one says, and never reads a value as a place', () => {
    const quick = quickTranslator(t)
    for (let twice = 0; twice < 2; twice++) {
      expect(quick('phone.number', { reference: '12/CĐ' })).toBe(t('phone.number', { reference: '12/CĐ' }))
      expect(quick('phone.identityUnit', { who: '{unit} $&', unit: 'CĐCS' })).toBe('{unit} $& – CĐCS')
    }
  })
})
