import { json, parseObject, type Received, type Reply } from './http.ts'
import type { Outcome, Script } from './script.ts'

/** What `/__control` of a fake can do besides knobs and counters. */
export interface ControlActions {
  readonly [name: string]: (body: Record<string, unknown>) => unknown
}

/**
 * GET  /__control            knobs, switches and counters
 * POST /__control            {"knobs": {…}, "switches": {…}, "outcomes": {"<address>": Outcome}, "next": [Outcome]}
 * GET  /__control/requests   everything received, newest last
 * POST /__control/<action>   one of the fake's own acts
 */
export function control(
  received: Received,
  script: Script,
  switches: object,
  requests: readonly Received[],
  actions: ControlActions,
): Reply {
  const action = received.path.slice('/__control'.length).replace(/^\//, '')
  if (received.method === 'GET' && action === 'requests') return json(requests)
  if (received.method === 'GET')
    return json({
      knobs: script.knobs,
      switches,
      counters: script.counters,
      takenMoreThanOnce: [...script.takenByAddress].filter(([, n]) => n > 1).length,
      actions: Object.keys(actions),
    })
  const body = received.body === '' ? {} : parseObject(received.body)
  if (!body) return { ...json({ error: 'the body is not a JSON object' }), status: 400 }
  if (action !== '') {
    const act = actions[action]
    return act
      ? json({ done: act(body) ?? true })
      : { ...json({ error: `no action «${action}»` }), status: 404 }
  }
  const unknown = [...assignKnown(script.knobs, body['knobs']), ...assignKnown(switches, body['switches'])]
  if (unknown.length > 0) return { ...json({ error: `no such switch: ${unknown.join(', ')}` }), status: 400 }
  for (const [address, outcome] of Object.entries((body['outcomes'] as Record<string, Outcome>) ?? {}))
    script.byAddress.set(address, outcome)
  for (const outcome of (body['next'] as Outcome[]) ?? []) script.next.push(outcome)
  return json({ knobs: script.knobs, switches })
}

/** Copies known keys of the right type; returns the ones that do not exist. */
function assignKnown(target: object, change: unknown): string[] {
  if (typeof change !== 'object' || change === null) return []
  const bad: string[] = []
  for (const [key, value] of Object.entries(change)) {
    const known = target as Record<string, unknown>
    if (!(key in known) || (known[key] !== null && value !== null && typeof value !== typeof known[key]))
      bad.push(key)
    else known[key] = value
  }
  return bad
}
