import { translator } from '../runtime/i18n.ts'

type Values = Record<string, string | number>

/** One sentence to whoever sits at the terminal: Vietnamese, and English beside it. */
export const sentence = (key: string, values: Values = {}): string =>
  `${translator('vi')(`start.${key}`, values)}\n${translator('en')(`start.${key}`, values)}`

export const say = (key: string, values: Values = {}): void => console.log(sentence(key, values))
