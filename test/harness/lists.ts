import * as sheetjs from '@e965/xlsx'
import { writeXlsx } from 'hucre/xlsx'

/** Lists as federations really get them (domain.md §7.6), built in memory: nothing binary lies in the repository. */

type Value = string | number | Date | null
export interface ListSheet {
  readonly name: string
  readonly rows: readonly (readonly Value[])[]
  /** [top, left, bottom, right], from 0. */
  readonly merges?: readonly (readonly [number, number, number, number])[]
  /** «row,column» → font. */
  readonly fonts?: Readonly<Record<string, string>>
  readonly hiddenRows?: readonly number[]
  readonly hidden?: boolean
}

export async function xlsx(...sheets: readonly ListSheet[]): Promise<Buffer> {
  const bytes = await writeXlsx({
    sheets: sheets.map((sheet) => ({
      name: sheet.name,
      rows: sheet.rows.map((row) => [...row]),
      ...(sheet.hidden ? { hidden: true } : {}),
      merges: (sheet.merges ?? []).map(([startRow, startCol, endRow, endCol]) => ({
        startRow,
        startCol,
        endRow,
        endCol,
      })),
      ...(sheet.hiddenRows
        ? { rowDefs: new Map(sheet.hiddenRows.map((row) => [row, { hidden: true }])) }
        : {}),
      cells: new Map(
        Object.entries(sheet.fonts ?? {}).map(([at, name]) => {
          const [row, column] = at.split(',').map(Number) as [number, number]
          return [at, { value: sheet.rows[row]?.[column] ?? null, style: { font: { name, size: 12 } } }]
        }),
      ),
    })),
  })
  return Buffer.from(bytes)
}

/** Excel 97–2003. `font` draws every cell: «.VnAr» is five letters like «Arial», which the writer always writes. */
export function xls(sheet: ListSheet, font?: '.VnAr'): Buffer {
  const book = sheetjs.utils.book_new()
  const cells = sheetjs.utils.aoa_to_sheet(sheet.rows.map((row) => [...row]))
  cells['!merges'] = (sheet.merges ?? []).map(([r1, c1, r2, c2]) => ({
    s: { r: r1, c: c1 },
    e: { r: r2, c: c2 },
  }))
  sheetjs.utils.book_append_sheet(book, cells, sheet.name)
  const bytes = sheetjs.write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
  if (!font) return bytes
  for (const encoding of ['latin1', 'utf16le'] as const) {
    const from = Buffer.from('Arial', encoding)
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1))
      Buffer.from(font, encoding).copy(bytes, at)
  }
  return bytes
}

/** Layout 1: one sheet a ward, its name in B5, data from row 6. */
export const wardSheet = (ward: string, units: readonly (readonly Value[])[]): ListSheet => ({
  name: ward,
  rows: [
    ['LIÊN ĐOÀN LAO ĐỘNG QUẬN'],
    [],
    ['DANH SÁCH CÔNG ĐOÀN CƠ SỞ'],
    [
      'STT',
      'Tên CĐ',
      'Địa chỉ',
      'Loại hình',
      'Tổng CNVCLĐ',
      'Tổng ĐV',
      'ĐV nữ',
      'UV BCH',
      'UV UBKT',
      'Tên chủ tịch',
      'SĐT chủ tịch',
    ],
    [null, `Phường ${ward}`],
    ...units,
    [null, 'Tổng cộng', null, null, 999, 888, 77],
    [],
    [null, null, null, null, null, null, null, 'Hà Nội, ngày 05 tháng 9 năm 2021'],
    [null, 'NGƯỜI LẬP', null, null, null, null, null, 'TM. BAN THƯỜNG VỤ'],
    [null, 'Nguyễn Thị Ân', null, null, null, null, null, 'Phạm Văn Ba'],
  ],
})

/** Layout 2: twenty-two columns under two heading rows with merged cells, data from row 5. */
export const wideSheet = (units: readonly (readonly Value[])[]): ListSheet => ({
  name: 'Danh sách',
  rows: [
    ['DANH SÁCH CÔNG ĐOÀN CƠ SỞ CÁC KHU CÔNG NGHIỆP'],
    ['(Kèm theo Công văn số 12/LĐLĐ ngày 01/9/2021)'],
    [
      'TT',
      'Tên CĐCS*',
      'Cụm KCN*',
      'Ngành nghề',
      'Tổng CNVCLĐ',
      null,
      null,
      'Tổng ĐVCĐ',
      null,
      null,
      'Loại hình',
      null,
      null,
      'Loại công ty',
      null,
      'Năm thành lập',
      'Quốc gia',
      'Thuộc xã phường',
      'Ghi chú',
      'Tên chủ tịch',
      'SĐT chủ tịch',
      'Địa chỉ',
    ],
    [
      null,
      null,
      null,
      null,
      'Tổng',
      'nam',
      'nữ',
      'Tổng',
      'nam',
      'nữ',
      'Nhà nước',
      'Trong nước',
      'Ngoài nước',
      'CP',
      'TNHH',
    ],
    ...units,
  ],
  merges: [
    [0, 0, 0, 21],
    [1, 0, 1, 21],
    ...[0, 1, 2, 3, 15, 16, 17, 18, 19, 20, 21].map((column) => [2, column, 3, column] as const),
    [2, 4, 2, 6],
    [2, 7, 2, 9],
    [2, 10, 2, 12],
    [2, 13, 2, 14],
  ],
})

/** Layout 3: officers grouped by unit, the unit's cell merged downwards. */
export function officerSheet(
  groups: readonly { unit: string; officers: readonly (readonly Value[])[] }[],
): ListSheet {
  const rows: Value[][] = [
    ['DANH SÁCH CÁN BỘ CÔNG ĐOÀN'],
    ['STT', 'Đơn vị', 'Họ và tên', 'Chức vụ', 'SĐT', 'Email', 'Ghi chú'],
  ]
  const merges: [number, number, number, number][] = [[0, 0, 0, 6]]
  let number = 0
  for (const { unit, officers } of groups) {
    const top = rows.length
    for (const [index, officer] of officers.entries())
      rows.push([++number, index === 0 ? unit : null, ...officer])
    if (officers.length > 1) merges.push([top, 1, rows.length - 1, 1])
  }
  return { name: 'Cán bộ', rows, merges }
}
