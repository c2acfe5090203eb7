import type { FastifyRequest } from 'fastify'
import { type Acknowledged, acknowledge, markOpened, type Press } from '../../domain/acknowledgement/index.ts'
import { readSettings } from '../../domain/privacy/index.ts'
import { Allowance } from '../../kernel/allowance.ts'
import { Batcher } from '../../kernel/batch.ts'
import type { Locale, Translate } from '../../kernel/i18n.ts'
import { isToken, tokenHash } from '../../kernel/ids.ts'
import { type DirectiveText, directiveText } from '../../views/phone/directive-text-view.ts'
import { type LinkRow, linkRows } from '../../views/phone/link-view.ts'
import type { HttpWorld } from '../world.ts'
import { quickTranslators } from './phrases.ts'

/** Texts of directives kept in memory; a federation has a handful that are read at the same time. */
const TEXTS_KEPT = 200
/** A change of the setting is noticed after this long. */
const SETTING_KEPT_MS = 20_000

/** What all requests of officers share: what many want at once is read and written in one go. */
export class Desk {
  #reported: { readonly at: number; readonly yes: Promise<boolean> } | null = null
  readonly world: HttpWorld
  readonly translate: (locale: Locale) => Translate
  readonly #rows: Batcher<Buffer, LinkRow | null>
  readonly #presses: Batcher<Press, Acknowledged>
  readonly #openings: Batcher<number, void>
  readonly #texts = new Map<number, Promise<DirectiveText | null>>()
  /** Acts through one link: nobody presses that often. */
  readonly acts = new Allowance(40, 60_000)
  /**
   * Tokens that are none, by network address: guessing 128 bits is hopeless, and is not to cost us anything either.
   * Known tokens are never counted: a whole office may sit behind one address.
   */
  readonly misses = new Allowance(120, 60_000)
  /** Openings of a group's page that count, by group and network address: an office shares one. */
  readonly groupOpenings = new Allowance(300, 60_000)
  /** Requests for a link by telephone number, by network address. */
  readonly numbers = new Allowance(20, 60_000)

  constructor(world: HttpWorld) {
    this.world = world
    this.translate = quickTranslators(world.translate)
    this.#rows = new Batcher(
      async (hashes) => {
        const rows = new Map<string, LinkRow>()
        for (const row of await linkRows(world.pool, hashes, world.clock.now()))
          rows.set(row.tokenHash.toString('latin1'), row)
        return hashes.map((hash) => rows.get(hash.toString('latin1')) ?? null)
      },
      { max: 256 },
    )
    this.#presses = new Batcher((presses) => acknowledge(world.db, presses, world.clock.now()), { max: 512 })
    this.#openings = new Batcher(
      async (ids) => {
        await markOpened(world.db, ids, world.clock.now())
        return ids.map(() => undefined)
      },
      { max: 512 },
    )
  }

  /** The link of a token; null for one that is none. Never changes anything. */
  async row(token: string): Promise<LinkRow | null> {
    return isToken(token) ? this.#rows.add(tokenHash(token)) : null
  }

  /** May pages report that they were seen? Remembered for some seconds: asked at every page. */
  async openingsReported(): Promise<boolean> {
    const now = this.world.clock.now().getTime()
    if (!this.#reported || Math.abs(now - this.#reported.at) > SETTING_KEPT_MS)
      this.#reported = {
        at: now,
        yes: readSettings(this.world.db).then((settings) => settings.openedReported),
      }
    return this.#reported.yes
  }

  press = (press: Press): Promise<Acknowledged> => this.#presses.add(press)
  opened = (recipientId: number): Promise<void> => this.#openings.add(recipientId)

  /** The words of an issued directive; read once, they never change. */
  async text(id: number): Promise<DirectiveText | null> {
    let text = this.#texts.get(id)
    if (!text) {
      text = directiveText(this.world.db, id)
      this.#texts.set(id, text)
      text.catch(() => this.#texts.delete(id))
      if (this.#texts.size > TEXTS_KEPT) this.#texts.delete(this.#texts.keys().next().value!)
    }
    return text
  }
}

/**
 * Was a form sent by a page of ours? The token in its path is what counts, and no other site knows it; this keeps out
 * a page that made somebody's browser guess. Browsers that hide the origin, as our own pages ask them to, say «null».
 */
export function fromOurPage(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = request.headers
  if (origin === undefined || origin === 'null' || origin === publicUrl) return true
  try {
    return new URL(origin).host === request.host
  } catch {
    return false
  }
}
