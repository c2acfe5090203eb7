/**
 * Number and symbol (số và ký hiệu), Decree 30/2020, annex I, part II, 3: «05/CĐ-LĐLĐ» for named types, «305/LĐLĐ» for
 * official letters, which have no abbreviation. A slash after the number, a hyphen between groups, no blanks; numbers
 * below ten get a leading zero.
 */
export const symbolOf = (abbreviation: string | null, unitSymbol: string): string =>
  abbreviation ? `${abbreviation}-${unitSymbol}` : unitSymbol

export const referenceOf = (number: number, symbol: string): string =>
  `${String(number).padStart(2, '0')}/${symbol}`
