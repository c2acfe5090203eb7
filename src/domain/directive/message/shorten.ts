/**
 * The text in at most `limit` UTF-16 units: cut between words where that leaves at least half, and marked as cut.
 * A surrogate pair is never torn.
 */
export function shorten(text: string, limit: number, mark = '…'): string {
  if (text.length <= limit) return text
  const room = limit - mark.length
  if (room <= 0) return ''
  let cut = text.slice(0, room)
  const lastUnit = cut.charCodeAt(cut.length - 1)
  if (lastUnit >= 0xd800 && lastUnit <= 0xdbff) cut = cut.slice(0, -1)
  if (!/\s/.test(text.charAt(cut.length))) {
    const blank = cut.search(/\s\S*$/)
    if (blank > room / 2) cut = cut.slice(0, blank)
  }
  return cut.replace(/[\s,;:.–-]+$/, '') + mark
}
