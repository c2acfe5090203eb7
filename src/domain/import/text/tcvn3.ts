// TCVN 5712:1993 (VN3), the code of the .Vn… fonts: one byte a letter, which surfaces as Latin-1 (domain.md §7.7).
const TABLE =
  'A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ ' +
  'CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ' +
  'ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ'
const LETTERS = new Map(
  TABLE.split(' ').map((pair) => [String.fromCharCode(Number.parseInt(pair.slice(0, 2), 16)), pair.slice(2)]),
)

/** «C«ng ®oµn c¬ së» → «Công đoàn cơ sở». Letters outside the table stay. */
export const fromTcvn3 = (text: string): string =>
  [...text]
    .map((letter) => LETTERS.get(letter) ?? letter)
    .join('')
    .normalize('NFC')

/** The way back: for tests and for the preview of a guess. */
const CODES = new Map([...LETTERS].map(([code, letter]) => [letter, code]))
export const toTcvn3 = (text: string): string =>
  [...text.normalize('NFC')].map((letter) => CODES.get(letter) ?? letter).join('')
