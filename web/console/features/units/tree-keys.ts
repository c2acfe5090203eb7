import type { KeyboardEvent } from 'react'

type TreeStep =
  | { readonly kind: 'go'; readonly row: HTMLTableRowElement }
  | { readonly kind: 'turn'; readonly id: number; readonly open: boolean }
  | { readonly kind: 'enter'; readonly id: number }

/**
 * What a key does on a row of the tree (WAI-ARIA, treegrid with rows in focus); null when it does nothing, also when it was
 * pressed on a link or button inside the row.
 */
export function treeStep(event: KeyboardEvent<HTMLTableElement>): TreeStep | null {
  const row = (event.target as HTMLElement).closest<HTMLTableRowElement>('tr[aria-level]')
  if (!row || event.target !== row || event.altKey || event.ctrlKey || event.metaKey) return null
  const rows = [...event.currentTarget.querySelectorAll<HTMLTableRowElement>('tr[aria-level]')]
  const at = rows.indexOf(row)
  const id = Number(row.dataset['unit'])
  const level = Number(row.getAttribute('aria-level'))
  const open = row.getAttribute('aria-expanded')
  const go = (to: HTMLTableRowElement | undefined): TreeStep | null => (to ? { kind: 'go', row: to } : null)
  switch (event.key) {
    case 'ArrowDown':
      return go(rows[at + 1])
    case 'ArrowUp':
      return go(rows[at - 1])
    case 'Home':
      return go(rows[0])
    case 'End':
      return go(rows[rows.length - 1])
    case 'ArrowRight':
      if (open === 'false') return { kind: 'turn', id, open: true }
      return open === 'true' ? go(rows[at + 1]) : null
    case 'ArrowLeft':
      if (open === 'true') return { kind: 'turn', id, open: false }
      return go(
        rows
          .slice(0, at)
          .reverse()
          .find((one) => Number(one.getAttribute('aria-level')) < level),
      )
    case 'Enter':
      return { kind: 'enter', id }
    default:
      return null
  }
}
