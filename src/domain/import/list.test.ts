import { describe, expect, it } from 'vitest'
import { type ListSheet, officerSheet, wardSheet, wideSheet, xlsx } from '../../../test/harness/lists.ts'
import { propose } from './layout/proposal.ts'
import { readSource } from './reading/source.ts'
import type { RowReading } from './row/reading.ts'
import { readSheet, type SheetReading } from './row/sheet.ts'
import { DEFAULT_REPAIRS, type RepairKind } from './text/repair.ts'
import { toTcvn3 } from './text/tcvn3.ts'
import { toVni } from './text/vni.ts'

const AREAS = new Set(['me tri', 'trung van', 'phu do'])

interface Options {
  on?: Iterable<RepairKind>
  hiddenRows?: boolean
  edits?: Record<number, Record<number, string>>
}

async function read(source: readonly ListSheet[] | string, options: Options = {}) {
  const table =
    typeof source === 'string'
      ? await readSource({ pasted: source })
      : await readSource({ fileName: 'ds.xlsx', bytes: await xlsx(...source) })
  const proposals = propose(table)
  const sheets = proposals
    .filter((proposal) => proposal.use)
    .map((proposal) =>
      readSheet(table.sheets[proposal.index]!, proposal.index, proposal.heading!, {
        repairs: new Set(options.on ?? DEFAULT_REPAIRS),
        hiddenRows: options.hiddenRows ?? false,
        areas: AREAS,
        today: '2021-09-05',
        edits: new Map(
          Object.entries(options.edits ?? {}).map(([row, cells]) => [
            Number(row),
            new Map(Object.entries(cells).map(([column, text]) => [Number(column), text])),
          ]),
        ),
      }),
    )
  return { proposals, sheets, rows: sheets.flatMap((sheet) => sheet.rows) }
}
const kinds = (row: RowReading) => [...new Set(row.repairs.map((repair) => repair.kind))].sort()
const skippedKinds = (sheet: SheetReading) => sheet.skipped.map((row) => `${row.n} ${row.kind}`)

describe('the three layouts of real lists', () => {
  it('reads one sheet a ward: the ward over the data, totals and signatures put aside', async () => {
    const units = [
      [
        1,
        'CĐ Trường MN Hoa Hồng',
        'Số 1 Mễ Trì',
        'Nhà nước',
        45,
        44,
        40,
        5,
        3,
        'Bà Nguyễn Thị Ân',
        912345678,
      ],
      [
        2,
        'CĐ Cty TNHH Sao Bắc',
        'Số 2',
        'Ngoài nước',
        '1.250',
        '1.100',
        '900',
        9,
        3,
        'PHẠM VĂN BA',
        '01681234567',
      ],
    ]
    const { rows, sheets, proposals } = await read([
      wardSheet('Mễ Trì', units),
      wardSheet('Trung Văn', units.slice(0, 1)),
    ])
    expect(proposals.map((one) => one.use)).toEqual([true, true])
    expect(rows.map((row) => [row.sheet, row.n, row.unit.name, row.unit.area])).toEqual([
      [0, 6, 'CĐ Trường MN Hoa Hồng', 'Mễ Trì'],
      [0, 7, 'CĐ Cty TNHH Sao Bắc', 'Mễ Trì'],
      [1, 6, 'CĐ Trường MN Hoa Hồng', 'Trung Văn'],
    ])
    expect(rows[0]!.unit).toMatchObject({
      sectorCode: 'DN_NN',
      workers: 45,
      members: 44,
      women: 40,
      address: 'Số 1 Mễ Trì',
    })
    expect(rows[0]!.people).toEqual([
      {
        name: 'Nguyễn Thị Ân',
        salutation: 'bà',
        position: 'CT',
        phones: ['+84912345678'],
        emails: [],
        since: null,
      },
    ])
    expect(rows[1]!.unit).toMatchObject({ sectorCode: 'DN_FDI', workers: 1250, members: 1100, women: 900 })
    expect(rows[1]!.people[0]).toMatchObject({ name: 'Phạm Văn Ba', phones: ['+84381234567'] })
    expect(kinds(rows[1]!)).toEqual(['name_capitals', 'number_grouping', 'phone_old_prefix'])
    expect(rows.flatMap((row) => row.faults)).toEqual([])
    expect(skippedKinds(sheets[0]!)).toEqual([
      '5 section',
      '8 total',
      '10 signature',
      '11 signature',
      '12 signature',
    ])
  })

  it('knows the ward over the data however it is written, and never takes it for a unit', async () => {
    const sheet = { ...wardSheet('Mễ Trì', [[1, 'CĐ Trường MN Hoa Hồng']]), name: 'Trang 1' }
    for (const line of ['Địa bàn: phường Mễ Trì', 'P. Mễ Trì', 'P.Mễ Trì', 'PHƯỜNG MỄ TRÌ', 'Mễ Trì']) {
      const rows = sheet.rows.map((row, index) => (index === 4 ? [null, line] : row))
      const read1 = await read([{ ...sheet, rows }])
      expect(
        read1.rows.map((row) => [row.unit.name, row.unit.area?.toLowerCase()]),
        line,
      ).toEqual([['CĐ Trường MN Hoa Hồng', 'mễ trì']])
    }
  })

  it('does not suspect a cell whose font has been read', async () => {
    const sheet = wardSheet('Mễ Trì', [[1, toTcvn3('Công đoàn Trường Mầm non Hoa Phượng Đỏ')]])
    const { rows } = await read([{ ...sheet, fonts: { '5,1': '.VnTime' } }])
    expect(rows[0]).toMatchObject({
      unit: { name: 'Công đoàn Trường Mầm non Hoa Phượng Đỏ' },
      faults: [],
      repairs: [{ kind: 'font_tcvn3' }],
    })
  })

  it('takes a lone known ward in B5 and a sheet named after its ward', async () => {
    const sheet = wardSheet('Mễ Trì', [[1, 'CĐ Trường MN Hoa Hồng']])
    const bare = { ...sheet, rows: sheet.rows.map((row, index) => (index === 4 ? [null, 'Mễ Trì'] : row)) }
    expect((await read([bare])).rows[0]!.unit.area).toBe('Mễ Trì')
    const unnamed = { ...sheet, name: 'P. Phú Đô', rows: sheet.rows.filter((_, index) => index !== 4) }
    expect((await read([unnamed])).rows[0]!.unit.area).toBe('Phú Đô')
  })

  it('reads twenty-two columns under two heading rows, marks included', async () => {
    const row = (
      number: number,
      name: string,
      state: string,
      own: string,
      foreign: string,
      cp: string,
      tnhh: string,
    ) => [
      number,
      name,
      'KCN Bắc',
      'May mặc',
      120,
      20,
      100,
      110,
      15,
      95,
      state,
      own,
      foreign,
      cp,
      tnhh,
      2009,
      'Việt Nam',
      'Phường Phú Đô',
      '',
      'Vũ Thị Dung',
      '0912345678/0987654321',
      'Lô 5',
    ]
    const { rows, proposals } = await read([
      wideSheet([
        row(1, 'Công ty May Tân Kỷ Nguyên', '', 'X', '', '', 'x'),
        row(2, 'Cty Kaido', '', '', '✓', 'X', ''),
      ]),
    ])
    const columns = proposals[0]!.heading!.columns
    expect(columns.map((column) => column.field)).toEqual([
      'ordinal',
      'unit_name',
      null,
      'subsector',
      'workers',
      null,
      null,
      'members',
      null,
      'women',
      'ownership_state',
      'ownership_domestic',
      'ownership_foreign',
      'company_cp',
      'company_tnhh',
      null,
      null,
      'area',
      'note',
      'chair_name',
      'chair_phone',
      'address',
    ])
    expect(columns[10]!.heading).toBe('Loại hình › Nhà nước')
    expect(
      rows.map((one) => [one.n, one.unit.sectorCode, one.unit.workers, one.unit.members, one.unit.women]),
    ).toEqual([
      [5, 'DN_NNN', 120, 110, 95],
      [6, 'DN_FDI', 120, 110, 95],
    ])
    expect(rows[0]!.people[0]!.phones).toEqual(['+84912345678', '+84987654321'])
    expect(rows[0]!.unit.area).toBe('Phường Phú Đô')
  })

  it('gives every officer the unit whose cell is merged downwards', async () => {
    const { rows } = await read([
      officerSheet([
        {
          unit: 'CĐ Trường THCS Ưng Bình',
          officers: [
            ['Nguyễn Thị Ân', 'Chủ tịch', '0912345678', 'an@truong.example.vn'],
            ['Lê Hoài Ánh', 'PCT', '912345679'],
            ['Tạ Thuý', 'UV BCH', 'nt'],
          ],
        },
        { unit: 'CĐ Trạm Y tế', officers: [['Đỗ Thị Điểm', 'CT', '0987654321']] },
      ]),
    ])
    expect(rows.map((row) => [row.unit.name, row.people[0]!.name, row.people[0]!.position])).toEqual([
      ['CĐ Trường THCS Ưng Bình', 'Nguyễn Thị Ân', 'CT'],
      ['CĐ Trường THCS Ưng Bình', 'Lê Hoài Ánh', 'PCT'],
      ['CĐ Trường THCS Ưng Bình', 'Tạ Thuý', 'UV_BCH'],
      ['CĐ Trạm Y tế', 'Đỗ Thị Điểm', 'CT'],
    ])
    expect(rows[1]!.people[0]!.phones).toEqual(['+84912345679'])
    expect(rows[2]!.people[0]!.phones).toEqual(['+84912345679'])
    expect(kinds(rows[2]!)).toEqual(['ditto', 'merged', 'phone_zero'])
  })
})

describe('damaged lists', () => {
  const officers = (rows: (string | number | null)[][], fonts: Record<string, string> = {}): ListSheet => ({
    name: 'S',
    rows: [['TT', 'Họ và tên', 'Chức vụ', 'Đơn vị', 'Điện thoại'], ...rows],
    fonts,
  })

  it('reads TCVN3 and VNI by their fonts, capitals of .Vn…H included', async () => {
    const { rows } = await read([
      officers(
        [
          [
            1,
            toTcvn3('Đặng Thị Nhàn'),
            toTcvn3('Chủ tịch'),
            toTcvn3('Trường Tiểu học Lý Nam Đô'),
            '0912345678',
          ],
          [2, toVni('Tạ Thuý'), 'CT', toVni('Trường Mầm non Cây Bàng'), '0912345679'],
          [3, toTcvn3('phan mỹ'), 'CT', 'X', '0912345670'],
        ],
        {
          '1,1': '.VnTime',
          '1,2': '.VnTime',
          '1,3': '.VnTime',
          '2,1': 'VNI-Times',
          '2,3': 'VNI-Times',
          '3,1': '.VnTimeH',
        },
      ),
    ])
    expect(rows.map((row) => [row.people[0]!.name, row.unit.name])).toEqual([
      ['Đặng Thị Nhàn', 'Trường Tiểu học Lý Nam Đô'],
      ['Tạ Thuý', 'Trường Mầm non Cây Bàng'],
      ['Phan Mỹ', 'X'],
    ])
    expect(kinds(rows[0]!)).toEqual(['font_tcvn3'])
  })

  it('asks before it reads an old font by guess', async () => {
    const list = [officers([[1, toTcvn3('Đặng Thị Nhàn'), 'CT', 'Trạm Y tế', '0912345678']])]
    const asked = await read(list)
    expect(asked.sheets[0]!.offered).toMatchObject([{ kind: 'font_guess', after: 'Đặng Thị Nhàn' }])
    expect(asked.rows[0]!.faults.map((fault) => fault.code)).toContain('font_suspected')
    const agreed = await read(list, { on: [...DEFAULT_REPAIRS, 'font_guess'] })
    expect(agreed.rows[0]!.people[0]!.name).toBe('Đặng Thị Nhàn')
    expect(agreed.rows[0]!.faults).toEqual([])
  })

  it('puts decomposed letters together, reads mojibake again, flags lost letters', async () => {
    const { rows } = await read([
      officers([
        [1, 'Đỗ Thị Điểm'.normalize('NFD'), 'CT', 'Trạm Y tế', '0912345678'],
        [2, 'Tạ Thuý', 'CT', 'CÃ´ng Ä‘oÃ n', '0912345678'],
        [3, 'Nguy?n V?n B', 'CT', 'Trạm Y tế', '0912345678'],
      ]),
    ])
    expect(rows[0]!.people[0]!.name).toBe('Đỗ Thị Điểm'.normalize('NFC'))
    expect(kinds(rows[0]!)).toEqual(['unicode_form'])
    expect(rows[1]!.unit.name).toBe('Công đoàn')
    expect(rows[2]!.faults.map((fault) => fault.code)).toContain('letters_lost')
  })

  it('finds headings in two name columns, repeated headings, numbered columns, sections and hidden rows', async () => {
    const { rows, sheets } = await read([
      {
        name: 'S',
        hiddenRows: [8],
        rows: [
          ['TỔNG HỢP'],
          ['Stt', 'Họ và tên đệm', 'Tên', 'Chức danh', 'CĐCS', 'Số ĐT'],
          ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)'],
          ['I', 'Khối doanh nghiệp'],
          [1, 'Nguyễn Đình', 'Đạt', 'CT', 'Cty Sao Bắc', '0912345678'],
          [null, 'Lý Thị', 'Lý', 'PCT', null, '0912345679'],
          ['Stt', 'Họ và tên đệm', 'Tên', 'Chức danh', 'CĐCS', 'Số ĐT'],
          ['II.', 'Khối trường học công lập'],
          [2, 'Hoàng', 'Ẩn', 'CT', 'Trường ẩn', '0912345670'],
          [3, 'Hoàng Thị', 'Ê Ban', 'CT', 'Trường THCS Phú Đô', '0912345671'],
          ['Cộng', null, null, null, 3],
        ],
      },
    ])
    expect(rows.map((row) => [row.people[0]!.name, row.unit.name, row.unit.sectorCode])).toEqual([
      ['Nguyễn Đình Đạt', 'Cty Sao Bắc', 'DN_NNN'],
      ['Lý Thị Lý', 'Cty Sao Bắc', 'DN_NNN'],
      ['Hoàng Thị Ê Ban', 'Trường THCS Phú Đô', 'GD_CL'],
    ])
    expect(kinds(rows[1]!)).toEqual(['carried'])
    expect(skippedKinds(sheets[0]!)).toEqual([
      '3 numbering',
      '4 section',
      '7 heading',
      '8 section',
      '9 hidden',
      '11 total',
    ])
  })

  it('takes a section that is a unit as the unit of the officers below it', async () => {
    const { rows } = await read([
      {
        name: 'S',
        rows: [
          ['STT', 'Họ tên', 'Chức vụ', 'SĐT'],
          ['I', 'Công đoàn Trường THCS Phú Đô'],
          [1, 'Vũ Thị Dung', 'CT', '0912345678'],
        ],
      },
    ])
    expect(rows[0]).toMatchObject({
      unit: { name: 'Công đoàn Trường THCS Phú Đô' },
      people: [{ name: 'Vũ Thị Dung' }],
    })
  })

  it('pairs two people with two numbers, and asks when the counts differ', async () => {
    const { rows } = await read([
      officers([
        [1, 'Vũ Thị Dung\nLý Thị Lý', 'CT', 'Trạm Y tế', '0912345678\n0987654321'],
        [2, 'Vũ Thị Dung; Lý Thị Lý', 'CT', 'Trạm Y tế', '0912345678'],
      ]),
    ])
    expect(rows[0]!.people.map((one) => [one.name, one.phones])).toEqual([
      ['Vũ Thị Dung', ['+84912345678']],
      ['Lý Thị Lý', ['+84987654321']],
    ])
    expect(rows[1]!.faults.map((fault) => fault.code)).toEqual(['people_and_phones'])
  })

  it('names the field and what was found in every fault, and takes a correction in place', async () => {
    const list = [
      officers([
        [1, 'Vũ Thị Dung', 'CT', 'Trạm Y tế', '12345'],
        [2, null, 'CT', 'Trạm Y tế', '0912345678'],
        [3, 'Lý Thị Lý', 'Giám đốc', 'Trạm Y tế', '0912345678'],
      ]),
    ]
    const { rows } = await read(list)
    expect(rows[0]!.faults).toEqual([{ code: 'phone_invalid', column: 4, found: '12345' }])
    expect(rows[1]!.faults).toEqual([{ code: 'person_missing', column: 4, found: '0912345678' }])
    expect(rows[2]!.faults).toEqual([{ code: 'position_unknown', column: 2, found: 'Giám đốc' }])
    const mended = await read(list, { edits: { 2: { 4: '0912 345 678' } } })
    expect(mended.rows[0]!.faults).toEqual([])
    expect(mended.rows[0]!.people[0]!.phones).toEqual(['+84912345678'])
  })

  it('reads pasted lines with and without a heading', async () => {
    const titled = await read('Họ tên\tĐơn vị\tSĐT\nVũ Thị Dung\tTrạm Y tế\t912345678')
    expect(titled.rows[0]).toMatchObject({
      unit: { name: 'Trạm Y tế' },
      people: [{ name: 'Vũ Thị Dung', phones: ['+84912345678'] }],
    })
    const bare = await read(
      '1\tCông đoàn Trạm Y tế\tVũ Thị Dung\t0912345678\n2\tTrường THCS Phú Đô\tLý Thị Lý\t0987654321',
    )
    expect(bare.rows.map((row) => [row.unit.name, row.people[0]?.name, row.people[0]?.phones[0]])).toEqual([
      ['Công đoàn Trạm Y tế', 'Vũ Thị Dung', '+84912345678'],
      ['Trường THCS Phú Đô', 'Lý Thị Lý', '+84987654321'],
    ])
  })

  it('says so when nothing looks like a list', async () => {
    const { proposals } = await read([
      {
        name: 'S',
        rows: [
          ['Doanh thu', 'Chi phí'],
          [12, 13],
        ],
      },
    ])
    expect(proposals[0]).toMatchObject({ use: false, heading: null })
  })
})
