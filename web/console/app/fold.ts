/** The form in which names are compared: no accents, lower case. «phuoc loc» finds «Phước Lộc», «hoả» finds «hỏa». */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u0111\u0110\u00d0]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
