export { directiveFigures } from './figures.ts'
export { kindName, listDirectives } from './list.ts'
