import { readAccount } from '../channels/open.ts'
import { adapterOf } from '../channels/registry.ts'
import { qrPath } from '../channels/share-kit/index.ts'
import { accountById } from '../domain/channel/index.ts'
import { conflict } from '../kernel/errors.ts'
import type { HttpWorld } from './world.ts'

/** Can people be linked to accounts of this kind by a one-time code? */
export const takesLinks = (kind: string): boolean => adapterOf(kind)?.linkUrl !== undefined

/**
 * The address that a person opens to link their chat, for any code.
 *
 * @throws Problem linking_unavailable: unknown account, one that is switched off or cannot be read, one without links
 */
export async function linkAddress(world: HttpWorld, accountId: number): Promise<(code: string) => string> {
  const row = await accountById(world.db, accountId)
  if (!row?.enabled || !takesLinks(row.kind)) throw conflict('linking_unavailable')
  try {
    const { adapter, settings } = readAccount(row, world.keys)
    return (code) => adapter.linkUrl!(settings, code)
  } catch {
    throw conflict('linking_unavailable')
  }
}

/** A QR code as inline SVG: a phone held before a screen opens the address. */
export function qrImage(address: string, label: string): string {
  const { path, size } = qrPath(address)
  const title = label.replace(/[&<>"]/g, '')
  return `<svg viewBox="-4 -4 ${size + 8} ${size + 8}" width="200" height="200" role="img" aria-label="${title}"><rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}
