/** Markings of state secrets (Decree 30/2020, annex I, 10a): such papers never enter this system. */
const SECRECY_MARK = /(^|[^\p{L}])(TUYỆT MẬT|TỐI MẬT|MẬT)([^\p{L}]|$)/u

export const bearsSecrecyMark = (text: string): boolean => SECRECY_MARK.test(text)
