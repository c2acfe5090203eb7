export { alikePairs } from './alike.ts'
export { linkConflicts, type UsableChat, usableChats } from './chat-links.ts'
export { listPeople, peopleChoices, peopleForSheet } from './list.ts'
export { personPage } from './person.ts'
