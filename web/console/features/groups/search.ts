export const GROUP_TABS = ['work', 'members', 'units', 'changes', 'settings'] as const
export type GroupTab = (typeof GROUP_TABS)[number]

/** What is looked at lives in the address: Back works, and a colleague can be sent there. */
export interface GroupsSearch {
  q?: string
}
export interface GroupSearch {
  tab?: GroupTab
  q?: string
}

const words = (value: unknown): string | undefined =>
  value === undefined || value === '' ? undefined : String(value).slice(0, 200)

export const readGroupsSearch = (search: Record<string, unknown>): GroupsSearch => ({ q: words(search.q) })
export const readGroupSearch = (search: Record<string, unknown>): GroupSearch => ({
  tab: GROUP_TABS.find((name) => name === search.tab),
  q: words(search.q),
})
