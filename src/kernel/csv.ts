/** A byte order mark: without it Excel on Windows reads UTF-8 as the local code page. */
const BOM = '\ufeff'

/**
 * Rows as CSV that Excel opens on a double click (RFC 4180, UTF-8 with mark). A cell that a spreadsheet would run as a
 * formula, because a unit's name may begin with «=», gets an apostrophe in front: it is shown, not run.
 */
export function csv(rows: readonly (readonly (string | number | null)[])[]): string {
  return BOM + rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')
}

/**
 * A text that no spreadsheet runs as a formula: with an apostrophe in front when it begins like one. Full-width signs count
 * too: some versions of Excel take them for the plain ones.
 */
export const inert = (text: string): string =>
  /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text

function cellText(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = inert(value)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
