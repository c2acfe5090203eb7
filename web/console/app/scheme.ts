import { localStorageColorSchemeManager } from '@mantine/core'

/** Light until the reader chooses: dark, or as this PC has it. Remembered on this PC. */
export const SCHEMES = ['light', 'auto', 'dark'] as const
export const keptScheme = localStorageColorSchemeManager({ key: 'loa.scheme' })

/** Paper is white whatever the screen is: while printing the light colours hold. */
export function lightOnPaper(): void {
  const root = document.documentElement
  let before: string | undefined
  matchMedia('print').addEventListener('change', ({ matches }) => {
    if (matches) {
      before = root.dataset.mantineColorScheme
      root.dataset.mantineColorScheme = 'light'
    } else if (before) root.dataset.mantineColorScheme = before
  })
}
