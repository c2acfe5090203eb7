/** A number of Excel in full digits: a telephone number kept as 9.12345678E+8 is 912345678 again. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return ''
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value)
  // 0.1 + 0.2 is 0.3 to whoever reads the sheet: Excel itself shows fifteen digits.
  return String(Number(value.toPrecision(15)))
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A date cell as people write it. Excel's days have no zone: libraries give them in UTC. */
export const dateText = (date: Date): string =>
  Number.isNaN(date.getTime())
    ? ''
    : `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`
