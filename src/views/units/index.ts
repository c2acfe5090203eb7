export { listBranch, listUnits } from './list.ts'
export { unitProfile } from './profile.ts'
