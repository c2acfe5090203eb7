/** Widths of Inter Bold in parts of the type size, rounded up: a line may come out short, never too long. */
const NARROW = /[iljftr.,:;'|!()[\]\u2013\u2019-]/i
const WIDE = /[mw@%]/i
const CAPITAL = /\p{Lu}/u
/** The horn of ơ and ư sticks out; all other accents stand above or below their letter. */
const HORN = '\u031b'

export function widthOf(text: string, size: number): number {
  let width = 0
  for (const character of text.normalize('NFD')) {
    if (character === HORN) width += 0.1
    else if (/\p{M}/u.test(character)) continue
    else if (character === ' ') width += 0.26
    else if (WIDE.test(character)) width += 0.92
    else if (CAPITAL.test(character)) width += 0.74
    else if (NARROW.test(character)) width += 0.38
    else width += 0.63
  }
  return width * size
}

/** Words on lines of at most `width`; a word longer than a line is broken. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, size, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer, size) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  if (line !== '') lines.push(line)
  return lines
}

function pieces(word: string, size: number, width: number): string[] {
  if (widthOf(word, size) <= width) return [word]
  const parts: string[] = []
  let part = ''
  for (const character of word) {
    if (widthOf(part + character, size) > width) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return part === '' ? parts : [...parts, part]
}

/** The largest of the sizes at which the text fits into as many lines as there is room for; cut with «…» when none does. */
export function fitted(
  text: string,
  sizes: readonly number[],
  width: number,
  room: (size: number) => number,
): { size: number; lines: string[] } {
  for (const size of sizes) {
    const wrapped = wrap(text, size, width)
    if (wrapped.length <= room(size)) return { size, lines: wrapped }
  }
  const size = sizes[sizes.length - 1]!
  const kept = wrap(text, size, width).slice(0, Math.max(1, room(size)))
  let last = kept[kept.length - 1] ?? ''
  while (last !== '' && widthOf(`${last}…`, size) > width) last = last.slice(0, -1)
  return { size, lines: [...kept.slice(0, -1), `${last.trimEnd()}…`] }
}
