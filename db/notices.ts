import pg from 'pg'

/** Called with the payload of a notice; with '' after a lost connection came back, so that the reader looks again. */
export type NoticeHandler = (payload: string) => void

export interface Notices {
  /** Hears of `channel` from now on; returns how to stop hearing. */
  subscribe(channel: string, handler: NoticeHandler): () => void
  close(): Promise<void>
}

const LONGEST_WAIT_MS = 5_000

/**
 * One LISTEN connection for a whole process. It comes back by itself when the server goes away, and then calls every
 * subscriber, because notices that were sent meanwhile are lost. Fails only when the first connection fails.
 */
export async function openNotices(url: string): Promise<Notices> {
  const handlers = new Map<string, Set<NoticeHandler>>()
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false
  // One statement after the other on the one connection.
  let listening: Promise<unknown> = Promise.resolve()

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'loa notices',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    })
    next.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '')
    })
    next.on('error', () => {})
    next.once('end', () => {
      if (client !== next) return
      client = undefined
      comeBack(100)
    })
    await next.connect()
    for (const channel of handlers.keys()) await listen(next, channel)
    if (closed) return next.end()
    client = next
  }

  function comeBack(waitMs: number): void {
    if (closed) return
    retry = setTimeout(async () => {
      try {
        await connect()
        for (const set of handlers.values()) for (const handler of set) handler('')
      } catch {
        comeBack(Math.min(waitMs * 2, LONGEST_WAIT_MS))
      }
    }, waitMs)
  }

  await connect()
  return {
    subscribe(channel, handler) {
      let set = handlers.get(channel)
      if (!set) {
        set = new Set()
        handlers.set(channel, set)
        // Without a connection the next one listens to all channels; a failure ends this one and brings that about.
        if (client) {
          const open = client
          listening = listening.then(() => listen(open, channel)).catch(() => {})
        }
      }
      set.add(handler)
      return () => set.delete(handler)
    },
    async close() {
      closed = true
      clearTimeout(retry)
      await client?.end()
    },
  }
}

const listen = (client: pg.Client, channel: string): Promise<unknown> =>
  client.query(`listen ${client.escapeIdentifier(channel)}`)
