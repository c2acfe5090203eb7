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
  takeCalls,
} from './api-keys/index.ts'
export type { AttemptKind } from './attempts/rules.ts'
export { claimAttempt, forgetOldAttempts, forgiveAttempt } from './attempts/store.ts'
export { type DemoLink, mintDemoLinks, staffOfDemoToken } from './demo-links.ts'
export { noteOidcUse, oidcSince, staffOfOidc } from './factors/oidc-store.ts'
export {
  addPasskey,
  credentialsOf,
  findPasskey,
  listPasskeys,
  notePasskeyUse,
  type Passkey,
  removePasskey,
  renamePasskey,
} from './factors/passkey-store.ts'
export {
  beginTotp,
  confirmTotp,
  dropRecoveryCodes,
  dropTotp,
  factorsOf,
  hasFactor,
  renewRecoveryCodes,
  resealFactors,
  takeRecoveryCode,
  takeTotp,
} from './factors/store.ts'
export { totpUri } from './factors/totp.ts'
export {
  type FirstAdministrator,
  finishSetup,
  makeSetupLink,
  preparedSetup,
  prepareSetup,
  readSetupLink,
} from './first-run/service.ts'
export { isFirstRun } from './first-run/store.ts'
export { beginsAnew, type LinkKind } from './links/rules.ts'
export { noteMailed, type OpenLink, readLink, useLink } from './links/store.ts'
export {
  acceptLink,
  disableMember,
  enableMember,
  endSessionsOf,
  giveLink,
  type Invitation,
  inviteMember,
  linkOidc,
  type Moment,
  revokeLink,
} from './members/service.ts'
export {
  findMember,
  grantsOf,
  listMembers,
  type Member,
  type MemberGrant,
  type SignInState,
  setLocale,
  signInStates,
  staffUnits,
  unitIsVisible,
} from './members/store.ts'
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
export { type Grant, isBelow } from './scope.ts'
export { type Demand, type SignInPolicy, sessionIsOver } from './sign-in/policy.ts'
export { changePolicy, demandOfStaff, readPolicy } from './sign-in/policy-store.ts'
export {
  accountByEmail,
  closeStep,
  type Device,
  devicesOf,
  endSessions,
  ensureSignInUser,
  openStep,
  passwordHashOf,
  readStep,
  type StepKind,
  storePassword,
  tellStaffChanged,
} from './sign-in/store.ts'
export { findStaff, grantsAt, type SampleMember, type StaffMember, withPermission } from './store.ts'
