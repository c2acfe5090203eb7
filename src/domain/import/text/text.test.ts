import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMojibake, guessLegacy, hasLostLetters } from './damage.ts'
import { isMark, readCount, readDay, readNumber } from './figures.ts'
import { readNames } from './names.ts'
import { readPhones } from './phones.ts'
import { positionOf } from './positions.ts'
import { DEFAULT_REPAIRS, type RepairKind } from './repair.ts'
import { isSyllable } from './syllable.ts'
import { fromTcvn3, toTcvn3 } from './tcvn3.ts'
import { fromVni, toVni } from './vni.ts'

const SENTENCE =
  'Công đoàn cơ sở Trường Mầm non Họa Mi Xanh, phường Mễ Trì: Nguyễn Thị Ân, Đặng Ưng Bình, Lý Quýnh'
const without = (...off: RepairKind[]) => new Set([...DEFAULT_REPAIRS].filter((kind) => !off.includes(kind)))

describe('letters of old fonts', () => {
  it('reads TCVN3 and VNI as the fonts draw them', () => {
    expect(fromTcvn3('C«ng ®oµn c¬ së')).toBe('Công đoàn cơ sở')
    expect(fromVni('Coâng ñoaøn cô sôû')).toBe('Công đoàn cơ sở')
    expect(fromVni('Tröôøng Maàm non Hoa Hoàng, phöôøng Meã Trì')).toBe(
      'Trường Mầm non Hoa Hồng, phường Mễ Trì',
    )
    expect(fromVni('LIEÂN ÑOAØN LAO ÑOÄNG')).toBe('LIÊN ĐOÀN LAO ĐỘNG')
  })

  it('gives every Vietnamese small letter back after a trip through either code', () => {
    const letter = fc.constantFrom(
      ...'aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ',
    )
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 30 }), (letters) => {
        const text = letters.join('')
        expect(fromTcvn3(toTcvn3(text))).toBe(text)
        // In VNI a bare vowel may be followed by a letter that is a sign of its own: words keep them apart.
        const apart = letters.join(' ')
        expect(fromVni(toVni(apart))).toBe(apart)
      }),
    )
  })

  it('knows syllables of the language from what a wrong code makes of them', () => {
    for (const word of [
      'Nguyễn',
      'Quýnh',
      'nghiêng',
      'giường',
      'Ưng',
      'oanh',
      'khuya',
      'Đoàn',
      'gìn',
      'quốc',
    ])
      expect(isSyllable(word), word).toBe(true)
    for (const word of ['C«ng', '®oµn', 'Coâng', 'ñoaøn', 'CÃ´ng', 'Kaido', 'xyz'])
      expect(isSyllable(word), word).toBe(false)
  })

  it('offers the right code for text without a font, and nothing for good text', () => {
    expect(guessLegacy('Tr­êng MÇm non Hoa Hång')).toEqual({ code: 'tcvn3', text: 'Trường Mầm non Hoa Hồng' })
    expect(guessLegacy('Coâng ñoaøn cô sôû')?.code).toBe('vni')
    expect(guessLegacy(SENTENCE)).toBeNull()
    expect(guessLegacy('Samsung Electronics Việt Nam')).toBeNull()
  })

  it('reads UTF-8 again that was taken for code page 1252, and leaves good text alone', () => {
    expect(fromMojibake('CÃ´ng Ä‘oÃ n')).toBe('Công đoàn')
    const broken = (text: string) => new TextDecoder('latin1').decode(new TextEncoder().encode(text))
    expect(fromMojibake(broken('Đỗ Thị Điểm'))).toBe('Đỗ Thị Điểm')
    expect(fromMojibake(SENTENCE)).toBeNull()
    // Headings that are no words, and capitals in quotation marks that only look broken.
    for (const text of ['SĐT', 'CĐCS', 'ĐTDĐ']) expect(fromMojibake(broken(text))).toBe(text)
    for (const text of ['«TÂM HÂN»', '«THỊ XÃ»', 'XÃ»', 'Ô»', 'Ê-Ban', 'Kim Müller'])
      expect(fromMojibake(text)).toBeNull()
  })

  it('flags letters that nobody can bring back', () => {
    expect(hasLostLetters('Ð?c l?p - T? do')).toBe(true)
    expect(hasLostLetters('Nguyễn V\ufffdn A')).toBe(true)
    expect(hasLostLetters('Bao nhiêu người?')).toBe(false)
  })
})

describe('telephone numbers of lists', () => {
  it.each<[string, string[], RepairKind[]]>([
    ['0912.345.678', ['+84912345678'], []],
    ['0912 345 678', ['+84912345678'], []],
    ["'0912345678", ['+84912345678'], []],
    ['+84 912 345 678', ['+84912345678'], ['phone_country']],
    ['84912345678', ['+84912345678'], ['phone_country']],
    ['(+84) 0912345678', ['+84912345678'], ['phone_country']],
    ['912345678', ['+84912345678'], ['phone_zero']],
    ['9.12345678E+08', ['+84912345678'], ['phone_scientific', 'phone_zero']],
    ['01681234567', ['+84381234567'], ['phone_old_prefix']],
    ['1681234567', ['+84381234567'], ['phone_zero', 'phone_old_prefix']],
    ['(024) 3768 1234', ['+842437681234'], []],
    ['04 3768 1234', ['+842437681234'], ['phone_landline']],
    ['2437681234', ['+842437681234'], ['phone_zero']],
    ['0912345678/0987654321', ['+84912345678', '+84987654321'], ['two_phones']],
    ['0912345678\n0987654321', ['+84912345678', '+84987654321'], ['two_phones']],
    ['0912.345.678 - 0987.654.321', ['+84912345678', '+84987654321'], ['two_phones']],
    ['0912345678 0987654321', ['+84912345678', '+84987654321'], ['two_phones']],
    ['0912-345-678', ['+84912345678'], []],
    ['0912 345 678 (Zalo)', ['+84912345678'], ['phone_words']],
    ['DĐ: 0912345678', ['+84912345678'], ['phone_words']],
    ['０９１２３４５６７８', ['+84912345678'], ['phone_letters']],
    ['O912345678', ['+84912345678'], ['phone_letters']],
    ['O9l2', [], []],
  ])('«%s» is %j', (text, phones, kinds) => {
    const read = readPhones(text, DEFAULT_REPAIRS)
    expect(read.phones).toEqual(phones)
    if (phones.length > 0) expect([...read.kinds].sort()).toEqual([...kinds].sort())
    else expect(read.faults).toHaveLength(1)
  })

  it.each([
    ['9.01E+08', 'phone_digits_lost'],
    ['1900 1234', 'phone_hotline'],
    ['0412345', 'phone_invalid'],
    ['không có', 'phone_invalid'],
    ['09123456789012', 'phone_invalid'],
  ] as const)('«%s» is refused: %s', (text, code) => {
    expect(readPhones(text, DEFAULT_REPAIRS)).toMatchObject({ phones: [], faults: [{ code }] })
  })

  it('keeps the good number of a cell and names the bad one', () => {
    expect(readPhones('0912345678 / 0123', DEFAULT_REPAIRS)).toMatchObject({
      phones: ['+84912345678'],
      faults: [{ found: '0123', code: 'phone_invalid' }],
    })
  })

  it('mends nothing that is switched off', () => {
    expect(readPhones('912345678', without('phone_zero')).phones).toEqual([])
    expect(readPhones('01681234567', without('phone_old_prefix')).phones).toEqual([])
    expect(readPhones('0912345678/0987654321', without('two_phones')).phones).toEqual([])
  })

  it('finds a mobile number however people space it and whether Excel took its zero', () => {
    const digits = fc
      .tuple(
        fc.constantFrom('32', '38', '56', '59', '70', '79', '81', '88', '90', '98'),
        fc.stringMatching(/^\d{7}$/),
      )
      .map((parts) => parts.join(''))
    const separator = fc.constantFrom('', ' ', '.', '-')
    fc.assert(
      fc.property(digits, separator, fc.constantFrom('0', '', '+84', '84', '84 '), (nine, between, lead) => {
        const text = lead + [nine.slice(0, 2), nine.slice(2, 5), nine.slice(5)].join(between)
        const read = readPhones(text, DEFAULT_REPAIRS)
        // Some ranges are not in use yet: the number is refused then, never turned into another.
        expect(read.phones.length === 0 || read.phones[0] === `+84${nine}`).toBe(true)
        if (['90', '98', '38'].includes(nine.slice(0, 2))) expect(read.phones).toEqual([`+84${nine}`])
      }),
    )
  })

  it('never throws and never makes a number of text without enough digits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const read = readPhones(text, DEFAULT_REPAIRS)
        if (text.normalize('NFKC').replace(/[^\doO]/g, '').length < 8) expect(read.phones).toEqual([])
      }),
    )
  })
})

describe('names of people', () => {
  const names = (text: string) => readNames(text, DEFAULT_REPAIRS)

  it('takes honorifics, capitals and posts off the name', () => {
    expect(names('Bà Nguyễn Thị Ân').names).toEqual([
      { name: 'Nguyễn Thị Ân', salutation: 'bà', position: null },
    ])
    expect(names('Đ/c Phạm Văn Ba').names).toEqual([
      { name: 'Phạm Văn Ba', salutation: null, position: null },
    ])
    expect(names('ÔNG: ĐỖ ĐÌNH ĐẠT').names[0]).toMatchObject({ name: 'Đỗ Đình Đạt', salutation: 'ông' })
    expect(names('Lê Hoài Ánh (CT)').names[0]).toMatchObject({ name: 'Lê Hoài Ánh', position: 'CT' })
    expect(names('Trần Đức Anh - Phó Chủ tịch').names[0]).toMatchObject({
      name: 'Trần Đức Anh',
      position: 'PCT',
    })
    expect(names('Kim Min-seo').names[0]).toMatchObject({ name: 'Kim Min-seo' })
    expect(names("H'Hen Niê").names[0]).toMatchObject({ name: "H'Hen Niê" })
  })

  it('tells two people of a cell apart', () => {
    for (const text of [
      'Vũ Thị Dung; Lý Thị Lý',
      'Vũ Thị Dung\nLý Thị Lý',
      'Vũ Thị Dung / Lý Thị Lý',
      'Vũ Thị Dung và Lý Thị Lý',
      'Bà Vũ Thị Dung, Bà Lý Thị Lý',
    ])
      expect(
        names(text).names.map((one) => one.name),
        text,
      ).toEqual(['Vũ Thị Dung', 'Lý Thị Lý'])
    expect(readNames('Vũ Thị Dung; Lý Thị Lý', without('two_people')).fault).toBe('name_invalid')
  })

  it('refuses what is no name', () => {
    for (const text of ['0912345678', 'Nguyễn Văn 5', '???', '-'])
      expect(names(text).fault, text).toBe('name_invalid')
  })

  it('knows posts as lists write them', () => {
    const posts = {
      'Chủ tịch': 'CT',
      CT: 'CT',
      'Q. Chủ tịch': 'CT',
      'P. Chủ tịch': 'PCT',
      'PCT TT': 'PCT',
      'UV BCH': 'UV_BCH',
      'Ủy viên Ban Thường vụ': 'UV_BTV',
      'Chủ nhiệm UBKT': 'CN_UBKT',
      'UV UBKT': null,
      'Trưởng ban nữ công': 'TB_NC',
      'Tổ trưởng CĐ': 'TT_CD',
      'Giám đốc': null,
    }
    for (const [text, code] of Object.entries(posts)) expect(positionOf(text), text).toBe(code)
  })
})

describe('figures and days', () => {
  it('reads counts as people write them, and doubts fractions of people', () => {
    const count = (t: string, k?: 'n') => readCount({ t, ...(k ? { k } : {}) }, DEFAULT_REPAIRS)
    expect(count('1.234')).toMatchObject({ value: 1234, kinds: ['number_grouping'] })
    expect(count('1,234,567')).toMatchObject({ value: 1234567 })
    expect(count('1.000')).toMatchObject({ value: 1000 })
    expect(count('12 người')).toMatchObject({ value: 12 })
    expect(count('-')).toMatchObject({ value: null })
    expect(count('0')).toMatchObject({ value: 0 })
    expect(count('1.234', 'n')).toEqual({ fault: 'count_invalid' })
    expect(count('khoảng 30')).toEqual({ fault: 'count_invalid' })
    expect(count('-5')).toEqual({ fault: 'count_invalid' })
    expect(count('99999999')).toEqual({ fault: 'count_too_large' })
  })

  it('gives a grouped count back for every number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom('.', ','), (value, mark) => {
        const text = String(value).replace(/\B(?=(?:\d{3})+$)/g, mark)
        expect(readCount({ t: text }, DEFAULT_REPAIRS)).toMatchObject({ value })
      }),
    )
  })

  it('reads 1.234.567,5', () => {
    expect(readNumber('1.234.567,5')).toBe(1234567.5)
    expect(readNumber('1,234,567.5')).toBe(1234567.5)
    expect(readNumber('1.500.000 đồng')).toBe(1500000)
    expect(readNumber('abc')).toBeNull()
  })

  it('reads the day first, always', () => {
    expect(readDay({ t: '05/09/2021' })).toBe('2021-09-05')
    expect(readDay({ t: '5/9/2021' })).toBe('2021-09-05')
    expect(readDay({ t: 'ngày 05 tháng 9 năm 2021' })).toBe('2021-09-05')
    expect(readDay({ t: '44444', k: 'n' })).toBe('2021-09-05')
    expect(readDay({ t: '2021-09-05' })).toBe('2021-09-05')
    for (const t of ['31/02/2026', '12/25/2021', '05/09/21', '2021', 'hôm qua'])
      expect(readDay({ t }), t).toBeNull()
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10)
          const [y, m, d] = day.split('-')
          expect(readDay({ t: `${d}/${m}/${y}` })).toBe(day)
        },
      ),
    )
  })

  it('knows a mark', () => {
    for (const text of ['X', 'x', '✓', 'v', '1', 'có', 'Ｘ']) expect(isMark(text), text).toBe(true)
    for (const text of ['', 'không', '0', 'xã']) expect(isMark(text), text).toBe(false)
  })
})

describe('cells that are meant to tire their reader', () => {
  it('take no longer than others of their length', () => {
    const readers: Record<string, (text: string) => unknown> = {
      phones: (text) => readPhones(text, DEFAULT_REPAIRS),
      names: (text) => readNames(text, DEFAULT_REPAIRS),
      position: positionOf,
      count: (t) => readCount({ t }, DEFAULT_REPAIRS),
      mojibake: fromMojibake,
      guess: guessLegacy,
      lost: hasLostLetters,
    }
    const parts = ['CT (', '( ', '0 ', '1,', '0912 - ', 'Lê Văn A / ', 'ông ', '?', 'Ã ', 'aâ', '- ', ' ']
    const slow: string[] = []
    for (const [name, read] of Object.entries(readers))
      for (const part of parts) {
        const cell = `Nguyễn ${part.repeat(2_000)}`.slice(0, 2_000)
        const started = performance.now()
        read(cell)
        if (performance.now() - started > 80) slow.push(`${name} of «${part}»`)
      }
    expect(slow).toEqual([])
  })
})
