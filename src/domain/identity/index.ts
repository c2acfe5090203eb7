export { type DemoLink, mintDemoLinks, staffOfDemoToken } from './demo-links.ts'
export { endSessions, findStaff, type StaffMember, signInUser } from './store.ts'
