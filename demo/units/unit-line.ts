/** One sample unit as it would stand in a list. The name follows «Công đoàn …». */
export interface UnitLine {
  readonly name: string
  /** Kind of workplace within the sector. */
  readonly subsector: string
  readonly sector: string
  /** Where it must stand; others are dealt to the wards that still have room. */
  readonly ward?: string
  /** Where it must be exact; others share what is left of their sector's total. */
  readonly workers?: number
  readonly members?: number
  /** How many contacts the list gives; by default one or two, so that the group's total comes out. */
  readonly contacts?: 0 | 1 | 2 | 3
  readonly note?: string
}

type Rest = Omit<UnitLine, 'name' | 'sector' | 'subsector'>

export const line =
  (sector: string, subsector: string) =>
  (name: string, rest: Rest = {}): UnitLine => ({ name, sector, subsector, ...rest })
