/** A, A+, A++: the size of all text, remembered on this PC. */
export const TEXT_SIZES = ['normal', 'large', 'larger'] as const
export type TextSize = (typeof TEXT_SIZES)[number]
const KEY = 'loa.text'

export function textSize(): TextSize {
  return TEXT_SIZES.find((size) => size === document.documentElement.dataset.text) ?? 'normal'
}

export function setTextSize(size: TextSize): void {
  document.documentElement.dataset.text = size
  localStorage.setItem(KEY, size)
}

export function restoreTextSize(): void {
  const kept = TEXT_SIZES.find((size) => size === localStorage.getItem(KEY))
  if (kept) document.documentElement.dataset.text = kept
}
