import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/** Bytes after gzip that a build may not exceed (ux.md §5.3 of the design material; docs/decisions). */
const INITIAL_JS = 260 * 1024
const LAZY_ROUTE_JS = 60 * 1024
/** Unknown to Chrome below 111, which office PCs with Windows 7 and 8.1 still run. */
const TOO_NEW_CSS = /oklch\(|color-mix\(|@layer\b|@property\b/

type Chunk = Rolldown.OutputChunk

/** Fails the build when it would be too heavy or unreadable for the oldest browser in the offices. */
export function buildChecks(): Plugin {
  return {
    name: 'loa-build-checks',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>()
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') chunks.set(file.fileName, file)
        else if (file.fileName.endsWith('.css')) {
          const found = TOO_NEW_CSS.exec(String(file.source))
          if (found) this.error(`${file.fileName} uses ${found[0]}, which Chrome 103 cannot read`)
        }
      }
      const entry = [...chunks.values()].find((chunk) => chunk.isEntry)
      if (!entry) return
      const initial = reach(entry, chunks)
      const initialBytes = weigh(initial, chunks)
      this.info(`initial JavaScript: ${kb(initialBytes)} gzip`)
      if (initialBytes > INITIAL_JS)
        this.error(`initial JavaScript is ${kb(initialBytes)}, more than ${kb(INITIAL_JS)} gzip`)
      for (const chunk of chunks.values()) {
        if (!chunk.isDynamicEntry) continue
        const own = [...reach(chunk, chunks)].filter((name) => !initial.has(name))
        const bytes = weigh(own, chunks)
        if (bytes > LAZY_ROUTE_JS)
          this.error(`${chunk.name} loads ${kb(bytes)}, more than ${kb(LAZY_ROUTE_JS)} gzip`)
      }
    },
  }
}

function reach(from: Chunk, chunks: ReadonlyMap<string, Chunk>, seen = new Set<string>()): Set<string> {
  if (seen.has(from.fileName)) return seen
  seen.add(from.fileName)
  for (const name of from.imports) {
    const next = chunks.get(name)
    if (next) reach(next, chunks, seen)
  }
  return seen
}

function weigh(names: Iterable<string>, chunks: ReadonlyMap<string, Chunk>): number {
  let bytes = 0
  for (const name of names) bytes += gzipSync(chunks.get(name)?.code ?? '').length
  return bytes
}

const kb = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`

/** Writes .br and .gz beside every text asset, so that the server never compresses the same file twice. */
export function precompress(): Plugin {
  return {
    name: 'loa-precompress',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (!/\.(js|css|svg)$/.test(file.fileName)) continue
          const source = Buffer.from(file.type === 'chunk' ? file.code : file.source)
          const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
          this.emitFile({
            type: 'asset',
            fileName: `${file.fileName}.br`,
            source: brotliCompressSync(source, brotli),
          })
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(source) })
        }
      },
    },
  }
}
