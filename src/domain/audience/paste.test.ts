import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitNameWords } from '../organisation/index.ts'
import { matchPasted } from './paste.ts'

const UNITS = [
  { id: 1, code: 'NTL-001', name: 'Công đoàn Công ty TNHH Linh kiện Điện tử Sao Bắc', area: 'Mỹ Đình 1' },
  { id: 2, code: 'NTL-002', name: 'Công đoàn Trường Mầm non Hoa Hồng', area: 'Mễ Trì' },
  { id: 3, code: 'NTL-003', name: 'Công đoàn Trường Mầm non Hoa Hồng', area: 'Trung Văn' },
  { id: 4, code: 'NTL-004', name: 'Công đoàn Khách sạn Hồ Sen Trắng', area: 'Mỹ Đình 2' },
  { id: 5, code: 'NTL-005', name: 'Công đoàn Trường Tiểu học Mễ Trì Trong', area: 'Mễ Trì' },
  { id: 6, code: 'NTL-006', name: 'Công đoàn Công ty TNHH TM&DV Vệ sinh Sạch Nhà', area: 'Cầu Diễn' },
  { id: 7, code: 'NTL-007', name: 'Công đoàn Công ty CP Vận tải Đường Ngắn', area: 'Đại Mỗ' },
  { id: 8, code: 'NTL-008', name: 'Công đoàn Công ty CP Vận tải Đường Ngắn Miền Bắc', area: 'Đại Mỗ' },
]
const match = (line: string) => matchPasted(line, UNITS)[0]!

describe('pasted lists of units', () => {
  it.each([
    ['Công đoàn Công ty TNHH Linh kiện Điện tử Sao Bắc', 1],
    ['cong doan cong ty tnhh linh kien dien tu sao bac', 1],
    ['CĐCS Cty TNHH Sao Bắc', 1],
    ['Cty TNHH Sao Bắc', 1],
    ['Công ty trách nhiệm hữu hạn Sao Bắc', 1],
    ['NTL-004', 4],
    ['ntl-004\tKhách sạn nào đó', 4],
    ['4\tKS Hồ Sen Trắng\tMỹ Đình 2', 4],
    ['12. CĐ KS Hồ Sen Trắng', 4],
    ['- TH Mễ Trì Trong', 5],
    ['Cty TNHH TMDV Vệ sinh Sạch Nhà', 6],
    ['Công ty TNHH Thương mại và Dịch vụ Vệ sinh Sạch Nhà', 6],
    ['MN Hoa Hồng, P. Mễ Trì', 2],
    ['Trường Mầm non Hoa Hồng phường Trung Văn', 3],
    // The shorter of two names that begin alike is meant by its own full name.
    ['Cty CP Vận tải Đường Ngắn', 7],
    ['Cty CP Vận tải Đường Ngắn Miền Bắc', 8],
  ])('«%s» is one unit', (line, id) => {
    expect(match(line)).toMatchObject({ unit: { id }, candidates: [] })
  })

  it('offers both kindergartens of the same name, with their wards, and chooses neither', () => {
    for (const line of ['Công đoàn Trường Mầm non Hoa Hồng', 'MN Hoa Hồng', 'truong mam non hoa hong']) {
      const { unit, candidates } = match(line)
      expect(unit).toBeNull()
      expect(candidates.map(({ id, area }) => [id, area])).toEqual([
        [2, 'Mễ Trì'],
        [3, 'Trung Văn'],
      ])
    }
  })

  it('offers what is alike when a word is wrong, and nothing for a stranger', () => {
    expect(match('Khách sạn Hồ Sen Hồng')).toMatchObject({ unit: null, candidates: [{ id: 4 }] })
    expect(match('Xí nghiệp Gạch ngói Cầu Đuống')).toEqual({
      line: 'Xí nghiệp Gạch ngói Cầu Đuống',
      unit: null,
      candidates: [],
    })
  })

  it('answers each line that is not blank, in order, whatever was pasted', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (lines) => {
        const text = lines.join('\n')
        const answers = matchPasted(text, UNITS)
        expect(answers.every((answer) => answer.line !== '')).toBe(true)
        for (const { unit, candidates } of answers)
          expect(unit === null || candidates.length === 0).toBe(true)
      }),
    )
  })

  it('reads decomposed letters and the Icelandic Ð as what was meant', () => {
    expect(match('Công ty CP Vận tải Ðường Ngắn'.normalize('NFD')).unit?.id).toBe(7)
  })

  it('matches 500 lines against 6,500 units without keeping anybody waiting', () => {
    const many = Array.from({ length: 6500 }, (_, i) => ({
      id: i,
      code: `C-${i}`,
      name: `Công đoàn Công ty TNHH Sản xuất số ${i}`,
      area: `Phường số ${i % 10}`,
    }))
    const text = many
      .slice(0, 500)
      .map((unit) => unit.name.replace('Công ty', 'Cty'))
      .join('\n')
    const start = performance.now()
    const answers = matchPasted(text, many)
    expect(performance.now() - start).toBeLessThan(2000)
    expect(answers.filter((answer, i) => answer.unit?.id === i)).toHaveLength(500)
  })
})

describe('names of units', () => {
  it('read the same in full and abbreviated', () => {
    expect(unitNameWords('CĐCS Cty CP XNK Phú Thịnh')).toEqual(
      unitNameWords('Công đoàn cơ sở Công ty cổ phần Xuất nhập khẩu Phú Thịnh'),
    )
  })
})
