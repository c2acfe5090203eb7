import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../runtime/config.ts'
import { StartProblem } from '../runtime/start-problem.ts'

/** DATABASE_URL and LOA_SECRET, or those of the demo in LOA_DATA_DIR. */
export async function whereIsLoa(
  settings: Settings,
): Promise<{ url: string; secret: string; isDemo: boolean }> {
  const demo = await readFile(join(settings.LOA_DATA_DIR, 'demo.json'), 'utf8')
    .then((content) => JSON.parse(content) as { secret?: string; databaseUrl?: string })
    .catch(() => ({}) as { secret?: string; databaseUrl?: string })
  const url = settings.DATABASE_URL ?? demo.databaseUrl
  const secret = settings.LOA_SECRET ?? demo.secret
  if (!url) throw new StartProblem('missing_DATABASE_URL')
  if (!secret) throw new StartProblem('missing_LOA_SECRET')
  return { url, secret, isDemo: settings.LOA_DEMO || url === demo.databaseUrl }
}
