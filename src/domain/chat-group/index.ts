export { previewRule } from './preview-store.ts'
export { refreshChangedGroups, refreshGroups } from './refresh.ts'
export { ruleAudience } from './rules.ts'
export {
  addMembers,
  type ChangeGroup,
  changeGroup,
  createGroup,
  endGroup,
  removeMembers,
  tickSeats,
} from './service.ts'
export { carryRules } from './successor-store.ts'
