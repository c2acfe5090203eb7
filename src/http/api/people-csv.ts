import type { PersonRow } from '../../contract/person.ts'
import { csv } from '../../kernel/csv.ts'
import type { Translate } from '../../kernel/i18n.ts'

const COLUMNS = [
  'number',
  'name',
  'position',
  'unit',
  'order',
  'phone',
  'channels',
  'stopped',
  'from',
  'to',
] as const

/** People as a sheet for the office: one row a post, so that the sheet can be sorted by unit. */
export function peopleCsv(people: readonly PersonRow[], t: Translate): string {
  const day = (text: string | null): string | null => text?.split('-').reverse().join('/') ?? null
  const rows = people.flatMap((person, index) =>
    (person.posts.length > 0 ? person.posts : [null]).map((post) => [
      index + 1,
      person.name,
      post?.position ?? null,
      post?.unitName ?? null,
      post?.contactOrder ?? null,
      person.phone?.display ?? null,
      person.channels.map((channel) => t(`follow.channel.${channel}`)).join(', '),
      person.stopped.map((channel) => t(`follow.channel.${channel}`)).join(', '),
      day(post?.from ?? null),
      day(post?.to ?? null),
    ]),
  )
  return csv([COLUMNS.map((column) => t(`follow.people_export.${column}`)), ...rows])
}
