/**
 * The cell that an arrow key leads to. Reads the places on the screen, because the number of columns follows the
 * window and groups break the lines. Null: not a key of the grid, or nothing there.
 */
export function neighbour(grid: HTMLElement, from: HTMLElement, key: string): HTMLElement | null {
  const cells = [...grid.querySelectorAll<HTMLElement>('[data-target]')]
  const index = cells.indexOf(from)
  switch (key) {
    case 'ArrowRight':
      return cells[index + 1] ?? null
    case 'ArrowLeft':
      return cells[index - 1] ?? null
    case 'Home':
      return cells[0] ?? null
    case 'End':
      return cells.at(-1) ?? null
    case 'ArrowDown':
      return nearestInNextLine(cells.slice(index + 1), from)
    case 'ArrowUp':
      return nearestInNextLine(cells.slice(0, index).reverse(), from)
    default:
      return null
  }
}

function nearestInNextLine(ahead: readonly HTMLElement[], from: HTMLElement): HTMLElement | null {
  const start = from.getBoundingClientRect()
  let line: number | null = null
  let best: HTMLElement | null = null
  let distance = Number.POSITIVE_INFINITY
  for (const cell of ahead) {
    const place = cell.getBoundingClientRect()
    if (Math.abs(place.top - start.top) < 4) continue
    line ??= place.top
    if (Math.abs(place.top - line) >= 4) break
    const away = Math.abs(place.left - start.left)
    if (away < distance) {
      distance = away
      best = cell
    }
  }
  return best
}
