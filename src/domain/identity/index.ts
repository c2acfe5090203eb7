export {
  asKey,
  grantable,
  type LiveKey,
  LONGEST_DAYS,
  listKeys,
  liveKey,
  makeApiKey,
  revokeApiKey,
  rotateApiKey,
} from './api-keys/index.ts'
export { type DemoLink, mintDemoLinks, staffOfDemoToken } from './demo-links.ts'
export { permissionsOf, rolesWith } from './permissions.ts'
export {
  beginCall,
  type Caller,
  forgetOldReplies,
  giveUpCall,
  type KeptReply,
  keepReply,
} from './repeats/store.ts'
export { checkEnd, checkGrant, endRole, grantRole, type RoleOrder } from './roles/service.ts'
export { type Grant, isBelow, topmost } from './scope.ts'
export {
  endSessions,
  findStaff,
  type SampleMember,
  type StaffMember,
  signInUser,
  withPermission,
} from './store.ts'
