export { findAlike } from './alike-store.ts'
export {
  type AddContact,
  addContact,
  addContacts,
  type KeptAddress,
  markContactWrong,
  removeContact,
  restoreContact,
  verifyContact,
} from './contact.ts'
export { mergePeople, tellApart } from './merge.ts'
export { type ContactPlace, contactAddress } from './rules.ts'
export {
  type FoundPerson,
  type FoundUnit,
  findPeople,
  findUnits,
  nameFits,
  personFits,
  unitFits,
  unitSearchForm,
} from './search-store.ts'
export { numberIn, type SearchForm, searchForm, wordsOf } from './search-words.ts'
export {
  type AddPerson,
  type Appointment,
  addOfficer,
  addPerson,
  appoint,
  type EndedPost,
  type EndPost,
  editPerson,
  endPost,
  requirePerson,
  setContactOrder,
} from './service.ts'
