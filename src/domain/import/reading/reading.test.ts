import { deflateRawSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { xls, xlsx } from '../../../../test/harness/lists.ts'
import { toTcvn3 } from '../text/tcvn3.ts'
import { openArchive, storedArchive } from './archive.ts'
import { delimiterOf } from './delimited.ts'
import { readList } from './read.ts'
import { readSource } from './source.ts'
import type { FileTable } from './table.ts'

const text = (table: FileTable, sheet = 0): string[][] =>
  table.sheets[sheet]!.rows.map((row) => row.cells.map((cell) => cell?.t ?? ''))
const refused = (fileName: string, bytes: Buffer) =>
  readSource({ fileName, bytes }).then(
    () => 'read',
    (error: { code: string }) => error.code,
  )

const LINES = 'Họ và tên;SĐT\r\nNguyễn Thị Ân;0912345678\r\n"Phạm; Ba";"0987\n654"\r\n'
const CELLS = [
  ['Họ và tên', 'SĐT'],
  ['Nguyễn Thị Ân', '0912345678'],
  ['Phạm; Ba', '0987\n654'],
]

describe('reading a list', () => {
  it('reads cells of Excel as people see them: lost zeros, dates, cached values, fonts, merges, hidden rows', async () => {
    const bytes = await xlsx(
      {
        name: 'Tờ 1',
        rows: [
          ['Ngày', 'SĐT', 'Tên'],
          [new Date(Date.UTC(2021, 8, 5)), 912345678, 'C«ng ®oµn'],
          ['a', 0.1 + 0.2, 'x'],
          ['b', 9.01e8, null],
        ],
        fonts: { '1,2': '.VnTime', '2,2': 'Arial' },
        merges: [[2, 0, 3, 0]],
        hiddenRows: [3],
      },
      { name: 'Ẩn', hidden: true, rows: [['x']] },
    )
    const table = await readList({ fileName: 'Danh sách.XLSX', bytes })
    expect(table.sheets.map((sheet) => [sheet.name, sheet.hidden])).toEqual([
      ['Tờ 1', undefined],
      ['Ẩn', true],
    ])
    const sheet = table.sheets[0]!
    expect(sheet.rows[1]!.cells).toEqual([
      { t: '05/09/2021', k: 'd' },
      { t: '912345678', k: 'n' },
      { t: 'C«ng ®oµn', f: '.VnTime' },
    ])
    expect(sheet.rows[2]!.cells[1]).toEqual({ t: '0.3', k: 'n' })
    expect(sheet.rows[3]).toMatchObject({ n: 4, hidden: true })
    expect(sheet.rows[3]!.cells[1]).toEqual({ t: '901000000', k: 'n' })
    expect(sheet.merges).toEqual([{ top: 3, left: 0, bottom: 4, right: 0 }])
  })

  it('reads Excel 97–2003 with the font of each cell', async () => {
    const rows = [
      ['Hä tªn', 'S§T'],
      ['Nguyễn', 912345678],
    ] as const
    const table = await readSource({
      fileName: 'cu.xls',
      bytes: xls({ name: 'S', rows, merges: [[0, 0, 0, 1]] }, '.VnAr'),
    })
    expect(table.format).toBe('xls')
    expect(table.sheets[0]!.rows[0]!.cells[0]).toEqual({ t: 'Hä tªn', f: '.VnAr' })
    expect(table.sheets[0]!.rows[1]!.cells[1]).toEqual({ t: '912345678', k: 'n' })
    expect(table.sheets[0]!.merges).toEqual([{ top: 1, left: 0, bottom: 1, right: 1 }])
    const plain = await readSource({ fileName: 'moi.xls', bytes: xls({ name: 'S', rows }) })
    expect(plain.sheets[0]!.rows[0]!.cells[0]).toEqual({ t: 'Hä tªn' })
  })

  it.each<[string, Buffer]>([
    ['utf-8', Buffer.from(LINES)],
    ['utf-8', Buffer.from(`\ufeff${LINES}`)],
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(LINES, 'utf-16le')])],
    ['utf-16le', iconv.encode(LINES, 'utf-16le')],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(LINES, 'utf-16be')])],
    ['windows-1258', cp1258(LINES)],
  ])('reads a text file in %s', async (encoding, bytes) => {
    const table = await readSource({ fileName: 'ds.csv', bytes })
    expect(table.encoding).toBe(encoding)
    expect(text(table)).toEqual(CELLS)
  })

  it('leaves TCVN3 in a text file as its letters, for a person to decide', async () => {
    const bytes = Buffer.from(toTcvn3('Công đoàn Trường Mầm non Hoạ Mi,Đống Đa'), 'latin1')
    const table = await readSource({ fileName: 'ds.txt', bytes })
    expect(table.encoding).toBe('windows-1252')
    expect(text(table)[0]![0]).toBe(toTcvn3('Công đoàn Trường Mầm non Hoạ Mi'))
  })

  it('tells separators apart, whatever stands in quotes', () => {
    expect(delimiterOf('a;b,c;d\n"x;y;z";1,5;2')).toBe(';')
    expect(delimiterOf('a,b,c\n1,2,3')).toBe(',')
    expect(delimiterOf('a\tb, c\tb\n1\t2, 3\t3')).toBe('\t')
  })

  it('reads what was pasted', async () => {
    expect(text(await readSource({ pasted: 'A\t0912\r\nB\t0913\r\n' }))).toEqual([
      ['A', '0912'],
      ['B', '0913'],
    ])
  })

  it('reads a list typed as lines of a message', async () => {
    const cells = [
      ['1', 'Nguyễn Văn An', 'Chủ tịch', 'CĐCS Trường Họa Mi', '0912345678'],
      ['2', 'Trần Thị Bình', 'Phó Chủ tịch', 'CĐCS Kaido-Mẫu', '0912 345 679'],
    ]
    const lines = (first: string, between: string) =>
      cells.map(([n, ...rest]) => `${n}${first}${rest.join(between)}`).join('\n')
    expect(text(await readSource({ pasted: lines('. ', ' - ') }))).toEqual(cells)
    expect(text(await readSource({ pasted: lines(') ', ' – ') }))).toEqual(cells)
    expect(text(await readSource({ pasted: lines('.', '   ') }))).toEqual(cells)
    const note = 'Kính gửi các đồng chí - đề nghị báo cáo trước 16 giờ.\nTrân trọng.'
    expect(text(await readSource({ pasted: note }))).toHaveLength(2)
    expect(text(await readSource({ pasted: 'A;B - C;D - E\n1;2 - 3;4 - 5' }))[0]).toEqual([
      'A',
      'B - C',
      'D - E',
    ])
  })
})

describe('files that are refused', () => {
  it('refuses what is no list, by what it holds and not by its name', async () => {
    const good = await xlsx({ name: 'A', rows: [['x']] })
    expect(await refused('a.xlsx', Buffer.alloc(0))).toBe('file_empty')
    expect(await refused('a.pdf', Buffer.from('%PDF-1.7'))).toBe('file_unknown')
    expect(await refused('a.xlsx', Buffer.from('%PDF-1.7'))).toBe('file_extension')
    expect(await refused('a.csv', good)).toBe('file_extension')
    expect(await refused('a.xls', good)).toBe('file_extension')
    expect(await refused('a.xls', Buffer.from('<html><table><tr><td>1</td></tr></table>'))).toBe(
      'file_extension',
    )
    expect(await refused('a.csv', Buffer.from([1, 2, 3, 4, 0, 5]))).toBe('file_extension')
    expect(await refused('a.xlsm', good)).toBe('file_macros')
    expect(await refused('a.xlsx', good.subarray(0, good.length / 2))).toBe('file_damaged')
    expect(
      await refused('a.xls', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(3000)])),
    ).toBe('file_damaged')
    expect(await refused('a.csv', Buffer.from('\r\n \r\n'))).toBe('file_no_rows')
    expect(await refused('a.csv', Buffer.alloc(26 * 1024 * 1024, 'a,b\n'))).toBe('file_too_large')
  })

  it('refuses macros and passwords inside an ordinary name', async () => {
    const { parts } = await openArchive(await xlsx({ name: 'A', rows: [['x']] }))
    const withMacros = storedArchive(new Map([...parts, ['xl/vbaProject.bin', Buffer.from('x')]]))
    expect(await refused('a.xlsx', withMacros)).toBe('file_macros')
    const wrapped = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(1000),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ])
    expect(await refused('a.xlsx', wrapped)).toBe('file_encrypted')
  })

  it('refuses definitions of entities before anything expands them', async () => {
    const { parts } = await openArchive(await xlsx({ name: 'A', rows: [['x']] }))
    const laughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}">]><sst>&b;</sst>`
    expect(
      await refused(
        'a.xlsx',
        storedArchive(new Map([...parts, ['xl/sharedStrings.xml', Buffer.from(laughs)]])),
      ),
    ).toBe('file_entities')
  })

  it('stops inflating at its own count, whatever the headers promise, within bounded time and memory', async () => {
    const { parts } = await openArchive(await xlsx({ name: 'A', rows: [['x']] }))
    const gigabyte = bomb(1024)
    const honest = packed(new Map([...parts]), 'xl/worksheets/sheet9.xml', gigabyte, 1024 * 1024 * 1024)
    const lying = packed(new Map([...parts]), 'xl/worksheets/sheet9.xml', gigabyte, 1000)
    expect(honest.length).toBeLessThan(3 * 1024 * 1024)
    const before = process.memoryUsage().rss
    const started = performance.now()
    await expect(readList({ fileName: 'bom.xlsx', bytes: honest })).rejects.toMatchObject({
      code: 'file_bomb',
    })
    // yauzl itself notices that more bytes come than were promised.
    expect(['file_bomb', 'file_damaged']).toContain(await refused('bom.xlsx', lying))
    expect(performance.now() - started).toBeLessThan(8_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 * 1024)
  })

  it('gives up on a reader that takes too long or too much, and Loa goes on', async () => {
    const rows = Array.from({ length: 8_000 }, (_, index) => [`Nguyễn Văn ${index}`, 'x'.repeat(200) + index])
    const bytes = Buffer.from(rows.map((row) => row.join(';')).join('\n'))
    const limited = (limits: { milliseconds: number; heapMegabytes: number }) =>
      readList({ fileName: 'a.csv', bytes }, limits).then(
        () => 'read',
        (error: { code: string }) => error.code,
      )
    expect(await limited({ milliseconds: 1, heapMegabytes: 256 })).toBe('file_too_slow')
    expect(await limited({ milliseconds: 20_000, heapMegabytes: 6 })).toBe('file_bomb')
  })

  it('signs that no database keeps go, and half a letter is a lost one', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('Tên\tSĐT\nCông\0 đoàn\x01 \ud800A\t\x02\n', 'utf16le'),
    ])
    const table = await readSource({ fileName: 'a.csv', bytes })
    expect(text(table)).toEqual([['Tên', 'SĐT'], ['Công đoàn \ufffdA']])
  })

  it('styles that only begin fonts take no time', async () => {
    const { parts } = await openArchive(await xlsx({ name: 'A', rows: [['x']] }))
    const styles = Buffer.from(`<styleSheet><fonts>${'<font>'.repeat(300_000)}</fonts></styleSheet>`)
    const started = performance.now()
    await refused('a.xlsx', storedArchive(new Map([...parts, ['xl/styles.xml', styles]])))
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('refuses too many rows, columns and sheets, and a cell that is a book; a stray cell far below costs nothing', async () => {
    const lines = (count: number, line: string) => Buffer.from(`${line}\n`.repeat(count))
    expect(await refused('a.csv', lines(60_001, 'a;b'))).toBe('file_too_many_rows')
    expect(await refused('a.csv', Buffer.from('a;'.repeat(130)))).toBe('file_too_many_columns')
    expect(await refused('a.csv', Buffer.from(`a;${'b'.repeat(2_001)}`))).toBe('file_cell_too_long')
    const sheets = Array.from({ length: 151 }, (_, index) => ({ name: `T${index}`, rows: [['x']] }))
    expect(await refused('a.xlsx', await xlsx(...sheets))).toBe('file_too_many_sheets')
    const { parts } = await openArchive(await xlsx({ name: 'A', rows: [['x', 'y']] }))
    const sheet = parts.get('xl/worksheets/sheet1.xml')!.toString()
    const far = sheet.replace(
      '</sheetData>',
      '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>xa</t></is></c></row></sheetData>',
    )
    const table = await readSource({
      fileName: 'a.xlsx',
      bytes: storedArchive(new Map([...parts, ['xl/worksheets/sheet1.xml', Buffer.from(far)]])),
    })
    expect(text(table)).toEqual([['x', 'y']])
  })
})

/** Windows' Vietnamese page keeps some tones as marks behind their letters. */
function cp1258(value: string): Buffer {
  const apart = value
    .normalize('NFD')
    .replace(/([aAeEoOuU])([\u0302\u0306\u031b])/g, (_, letter: string, hat: string) =>
      (letter + hat).normalize('NFC'),
    )
    .replace(
      /([aAeEoO])([\u0300-\u0323]*)([\u0302\u0306])/g,
      (_, letter: string, tone: string, hat: string) => (letter + hat).normalize('NFC') + tone,
    )
  return iconv.encode(apart, 'windows-1258')
}

/** Megabytes of blanks as one stream of deflate: a block of one megabyte, again and again. */
function bomb(megabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024, 0x20), { finishFlush: 3, level: 9 })
  return Buffer.concat([...Array.from({ length: megabytes }, () => block), deflateRawSync(Buffer.alloc(0))])
}

/** An archive with one more part, compressed, whose headers say `size`. */
function packed(parts: Map<string, Buffer>, name: string, content: Buffer, size: number): Buffer {
  const plain = storedArchive(new Map([...parts, [name, content]]))
  for (let at = plain.indexOf(name); at >= 0; at = plain.indexOf(name, at + 1)) {
    const central = plain.subarray(at - 46, at - 42).toString('latin1') === 'PK\x01\x02'
    const header = central ? at - 46 + 6 : at - 30 + 4
    plain.writeUInt16LE(8, header + 4)
    plain.writeUInt32LE(size, header + 18)
  }
  return plain
}
