/** «05/12/2026», «5/12/26», «05122026» → «2026-12-05»; a day that does not exist is null. */
export function parseDay(text: string): string | null {
  const found = /^(\d{1,2})[/.-]?(\d{1,2})[/.-]?(\d{4}|\d{2})$/.exec(text.trim())
  if (!found) return null
  const [, day = '', month = '', rawYear = ''] = found
  const year = rawYear.length === 2 ? 2000 + Number(rawYear) : Number(rawYear)
  const at = new Date(Date.UTC(year, Number(month) - 1, Number(day)))
  const exists = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day)
  return exists ? at.toISOString().slice(0, 10) : null
}

/** «2026-12-05» → «05/12/2026». */
export const showDay = (day: string): string => day.split('-').reverse().join('/')
