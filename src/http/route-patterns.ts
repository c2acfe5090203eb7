import type { RouteOptions } from 'fastify'

/** Which methods an address of the API takes: so that a wrong method is told from a wrong address (405, not 404). */
export class RoutePatterns {
  readonly #patterns: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []

  add(route: RouteOptions): void {
    if (!route.url.startsWith('/api/') || route.url.includes('*')) return
    const pattern = route.url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')
    this.#patterns.push({ pattern: new RegExp(`^${pattern}$`), methods: [route.method].flat() })
  }

  /** In the order of their registration, each once; none for an address that nobody serves. */
  methodsAt(url: string): readonly string[] {
    const path = url.replace(/[?#].*$/s, '')
    const methods = this.#patterns.filter(({ pattern }) => pattern.test(path)).flatMap((one) => one.methods)
    return [...new Set(methods)]
  }
}
