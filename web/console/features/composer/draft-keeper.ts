import type { Directive, DraftContent } from '../../../../src/contract/directive.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { queries } from '../../app/queries.ts'

export type SaveState =
  | { readonly kind: 'saved'; readonly at: string }
  | { readonly kind: 'saving' }
  /** The network or the server failed; what was typed is kept here and tried again. */
  | { readonly kind: 'waiting'; readonly message: string }
  /** The server refuses this value; its field says why. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Somebody else saved in between: overwrite, or take theirs. */
  | { readonly kind: 'conflict'; readonly message: string }

export interface DraftView {
  readonly draft: Directive
  readonly save: SaveState
}

const PAUSE_MS = 400
const RETRY_MS = 3000

/**
 * A draft that saves itself: each change is shown at once and sent after a short pause, one request at a time, upon the
 * revision that the last reply named. Nothing typed is dropped unless its author chooses the other version.
 */
export class DraftKeeper {
  #server: Directive
  #pending: Partial<DraftContent> = {}
  #sending: Partial<DraftContent> = {}
  #chain: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  #view: DraftView
  #listeners = new Set<() => void>()

  constructor(server: Directive) {
    this.#server = server
    this.#view = { draft: server, save: { kind: 'saved', at: server.updatedAt } }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly view = (): DraftView => this.#view

  change(patch: Partial<DraftContent>): void {
    this.#pending = { ...this.#pending, ...patch }
    this.#show(this.#view.save.kind === 'conflict' ? this.#view.save : { kind: 'saving' })
    clearTimeout(this.#timer)
    if (this.#view.save.kind !== 'conflict') this.#timer = setTimeout(() => void this.flush(), PAUSE_MS)
  }

  /** Sends what waits; resolves when the server has everything or has refused it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#chain = this.#chain.then(() => this.#send())
    return this.#chain
  }

  get unsaved(): boolean {
    return Object.keys(this.#pending).length > 0 || Object.keys(this.#sending).length > 0
  }

  /** An act that gives back the whole draft (a file added): in line with the saves, upon the newest revision. */
  act(work: () => Promise<Directive>): Promise<void> {
    const done = this.flush().then(async () => this.#take(await work()))
    this.#chain = done.catch(() => {})
    return done
  }

  /** «Ghi đè»: repeats the changes upon the version of the other. */
  async overwrite(): Promise<void> {
    this.#server = await this.#fetch()
    this.#show({ kind: 'saving' })
    await this.flush()
  }
  /** «Lấy bản mới»: drops the own changes. */
  async takeTheirs(): Promise<void> {
    const theirs = await this.#fetch()
    this.#pending = {}
    this.#take(theirs)
  }
  /** Looks for changes of others while nothing waits here. */
  async refresh(): Promise<void> {
    if (this.unsaved || this.#view.save.kind !== 'saved') return
    const theirs = await this.#fetch().catch(() => null)
    if (theirs && !this.unsaved && theirs.revision > this.#server.revision) this.#take(theirs)
  }

  async #send(): Promise<void> {
    if (Object.keys(this.#pending).length === 0) return
    this.#sending = this.#pending
    this.#pending = {}
    this.#show({ kind: 'saving' })
    try {
      const reply = await api.patch<Directive>(`/api/directives/${this.#server.id}`, {
        revision: this.#server.revision,
        change: this.#sending,
      })
      this.#sending = {}
      this.#take(reply)
    } catch (error) {
      this.#pending = { ...this.#sending, ...this.#pending }
      this.#sending = {}
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    const message = readable(error)
    if (error instanceof ApiError && error.code === 'draft_changed_elsewhere')
      this.#show({ kind: 'conflict', message })
    else if (error instanceof ApiError && error.status >= 400 && error.status < 500)
      this.#show({ kind: 'refused', message })
    else {
      this.#show({ kind: 'waiting', message })
      this.#timer = setTimeout(() => void this.flush(), RETRY_MS)
    }
  }

  #fetch(): Promise<Directive> {
    return api.get<Directive>(`/api/directives/${this.#server.id}`)
  }

  #take(server: Directive): void {
    this.#server = server
    queries.setQueryData(['directive', String(server.id)], server)
    this.#show(this.unsaved ? { kind: 'saving' } : { kind: 'saved', at: server.updatedAt })
  }

  #show(save: SaveState): void {
    this.#view = { draft: { ...this.#server, ...this.#sending, ...this.#pending }, save }
    for (const listener of this.#listeners) listener()
  }
}
