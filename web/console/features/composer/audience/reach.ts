import { queries } from '../../../app/queries.ts'

/** What depends on who can be reached. */
const DEPENDENT = ['audience-count', 'audience-names', 'check', 'home']

/** After an address was written down: every number that it may have changed is asked for again. */
export const refreshReach = (): Promise<unknown> =>
  Promise.all(DEPENDENT.map((key) => queries.invalidateQueries({ queryKey: [key] })))
