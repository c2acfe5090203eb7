/** A directive in the words of a post: what stands in the group, nobody's name, no personal link. */
export interface GroupNotice {
  readonly kindName: string
  readonly reference: string | null
  readonly urgency: 0 | 1 | 2 | 3
  readonly isDrill: boolean
  readonly title: string
  readonly issuerName: string
  readonly issuedAt: Date | null
  readonly acknowledge: boolean
  readonly acknowledgeBefore: Date | null
  /** The tracked link of this group. */
  readonly link: string
}
