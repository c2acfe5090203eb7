// VNI for Windows: a letter followed by a sign that carries tone and hat (domain.md §7.7).
const TONE_SIGNS = { '\u0301': 'ù', '\u0300': 'ø', '\u0309': 'û', '\u0303': 'õ', '\u0323': 'ï' } as const
const HAT_SIGNS = {
  '': 'â',
  '\u0301': 'á',
  '\u0300': 'à',
  '\u0309': 'å',
  '\u0303': 'ã',
  '\u0323': 'ä',
} as const
const BREVE_SIGNS = {
  '': 'ê',
  '\u0301': 'é',
  '\u0300': 'è',
  '\u0309': 'ú',
  '\u0303': 'ü',
  '\u0323': 'ë',
} as const
const WHOLE = { í: 'í', ì: 'ì', ỉ: 'æ', ĩ: 'ó', ị: 'ò', ỵ: 'î', đ: 'ñ', ơ: 'ô', ư: 'ö' } as const

/** Letter → its code, lower case. */
const codes = new Map<string, string>(Object.entries(WHOLE))
for (const base of 'aeouy')
  for (const [tone, sign] of Object.entries(TONE_SIGNS)) {
    const letter = (base + tone).normalize('NFC')
    if (!codes.has(letter)) codes.set(letter, base + sign)
  }
for (const [horned, base] of [
  ['ơ', 'ô'],
  ['ư', 'ö'],
] as const)
  for (const [tone, sign] of Object.entries(TONE_SIGNS))
    codes.set((horned + tone).normalize('NFC'), base + sign)
for (const [letter, base] of [
  ['â', 'a'],
  ['ê', 'e'],
  ['ô', 'o'],
] as const)
  for (const [tone, sign] of Object.entries(HAT_SIGNS))
    codes.set((letter + tone).normalize('NFC'), base + sign)
for (const [tone, sign] of Object.entries(BREVE_SIGNS)) codes.set(`ă${tone}`.normalize('NFC'), `a${sign}`)

const letters = new Map<string, string>()
for (const [letter, code] of codes) {
  letters.set(code, letter)
  letters.set(code.toUpperCase(), letter.toUpperCase())
  // Typists leave the sign small behind a capital.
  if (code.length === 2) letters.set(code[0]!.toUpperCase() + code[1]!, letter.toUpperCase())
}
const LONGEST_FIRST = new RegExp([...letters.keys()].sort((a, b) => b.length - a.length).join('|'), 'gu')

/** «Coâng ñoaøn cô sôû» → «Công đoàn cơ sở». */
export const fromVni = (text: string): string =>
  text.normalize('NFC').replace(LONGEST_FIRST, (code) => letters.get(code) ?? code)

export const toVni = (text: string): string =>
  [...text.normalize('NFC')]
    .map((letter) => {
      const code = codes.get(letter.toLowerCase())
      if (!code) return letter
      return letter === letter.toLowerCase() ? code : code.toUpperCase()
    })
    .join('')
