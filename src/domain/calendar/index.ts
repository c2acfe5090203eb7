export { readHolidayList } from './rules.ts'
export { changeHolidays, undoHolidays } from './service.ts'
export { changesOf, holidaysOf, seesWhole } from './store.ts'
