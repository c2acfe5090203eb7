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
  /** A post that ended because the list names somebody else. `clean`: nothing else ended with it. */
  | {
      readonly kind: 'post_ended'
      readonly id: number
      readonly order: number | null
      readonly clean: boolean
    }
