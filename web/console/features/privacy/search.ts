export const PRIVACY_TABS = ['requests', 'people', 'registry', 'incidents'] as const
export type PrivacyTab = (typeof PRIVACY_TABS)[number]

export interface PrivacySearch {
  tab?: PrivacyTab
  person?: number
}

export function readPrivacySearch(search: Record<string, unknown>): PrivacySearch {
  const person = Math.floor(Number(search.person))
  return { tab: PRIVACY_TABS.find((tab) => tab === search.tab), person: person > 0 ? person : undefined }
}
