/** What Loa knows before a list comes: today's units, officers and wards of the scope. */
export interface KnownUnit {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly areaId: number | null
  readonly area: string | null
  readonly address: string | null
  readonly sectorCode: string | null
  readonly subsector: string | null
  readonly workers: number | null
  readonly members: number | null
  readonly women: number | null
}

export interface KnownPerson {
  readonly id: number
  readonly name: string
  readonly salutation: 'ông' | 'bà' | null
  /** +84… and e-mail addresses in use. */
  readonly addresses: readonly string[]
  readonly posts: readonly { readonly id: number; readonly unitId: number; readonly position: string }[]
}

export interface Known {
  readonly units: readonly KnownUnit[]
  readonly people: readonly KnownPerson[]
  readonly areas: readonly { readonly id: number; readonly name: string }[]
  /** Unions that look after a ward: new units of that ward come below them. Area id → unit id. */
  readonly unionOfArea: ReadonlyMap<number, number>
  /** position code → rank; 1 = chair. */
  readonly ranks: ReadonlyMap<string, number>
}

/** What a person decided about a row. */
export interface Decision {
  /** The unit meant: its id, or that it is a new one. */
  readonly unit?: number | 'new'
  /** The list names another chair than Loa: the old post ends, both stay, or the list is wrong. */
  readonly chair?: 'replace' | 'beside' | 'keep'
  readonly leaveOut?: boolean
}
