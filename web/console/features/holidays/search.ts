export interface HolidaysSearch {
  year?: number
}

export function readHolidaysSearch(search: Record<string, unknown>): HolidaysSearch {
  const year = Math.floor(Number(search.year))
  return { year: year >= 1991 && year < 2200 ? year : undefined }
}
