/** GSM 03.38: the basic set, and the characters that cost two. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENDED = new Set('^{}\\[~]|€\f')

/** Parts that a gateway charges; 0 when the text is declared plain and is not. */
export function partsOf(text: string, unicode: boolean): number {
  if (unicode) return text.length <= 70 ? 1 : Math.ceil(text.length / 67)
  let length = 0
  for (const character of text) {
    if (BASIC.has(character)) length += 1
    else if (EXTENDED.has(character)) length += 2
    else return 0
  }
  return length <= 160 ? 1 : Math.ceil(length / 153)
}
