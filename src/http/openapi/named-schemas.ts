import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const FOLDER = join(import.meta.dirname, '../../contract')

type Registry = z.core.$ZodRegistry<{ id?: string }>

/**
 * Every object that src/contract exports is a named component of the document, so that a client gets types with the
 * names of the field. Two files that use one name get the file's in front of it.
 */
export async function namedSchemas(): Promise<Registry> {
  const named: Registry = z.registry<{ id?: string }>()
  const taken = new Set<string>()
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  for (const file of files.sort()) {
    const exported = (await import(join(FOLDER, file))) as Record<string, unknown>
    for (const [name, schema] of Object.entries(exported)) {
      if (!(schema instanceof z.ZodObject) || named.has(schema)) continue
      const id = taken.has(name) ? `${pascal(file.slice(0, -3))}${name}` : name
      taken.add(id)
      named.add(schema, { id })
    }
  }
  return named
}

const pascal = (kebab: string): string =>
  kebab
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
