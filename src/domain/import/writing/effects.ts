/** What one row wrote, in order; the undo goes through it backwards. */
export type Effect =
  | { readonly kind: 'area'; readonly id: number }
  | { readonly kind: 'unit'; readonly id: number; readonly eventId: number }
  | { readonly kind: 'unit_fields'; readonly id: number; readonly before: object; readonly after: object }
  | {
      readonly kind: 'headcount'
      readonly unitId: number
      readonly on: string
      readonly before: object | null
      readonly after: object
    }
  | { readonly kind: 'person'; readonly id: number }
  | { readonly kind: 'post'; readonly id: number }
  | { readonly kind: 'contact'; readonly id: number }
  /** Numbers that became an office's because a second person has them now. */
  | { readonly kind: 'shared'; readonly ids: readonly number[] }
  /**
   * A post that ended because the list names somebody else, the groups whose seat ended with it, and the order of contact of
   * its unit before and after. `clean`: no right, link or message ended.
   */
  | {
      readonly kind: 'post_ended'
      readonly id: number
      readonly unitId: number
      readonly groups: readonly number[]
      readonly before: readonly ContactPlace[]
      readonly after: readonly ContactPlace[]
      readonly clean: boolean
    }

/** Whom of a unit Loa tries when: 1 first. */
export interface ContactPlace {
  readonly id: number
  readonly place: number
}
