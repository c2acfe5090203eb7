export { directiveFigures } from './figures.ts'
export { findDirectives } from './find.ts'
export { kindName, listDirectives } from './list.ts'
