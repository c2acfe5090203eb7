import { readSettings } from '../runtime/config.ts'
import { connect, migrateOrSay } from '../runtime/database.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { say } from './say.ts'

/** `loa migrate`: brings the schema of DATABASE_URL up to date. */
export async function migrateCommand(env: NodeJS.ProcessEnv): Promise<void> {
  const { DATABASE_URL } = readSettings(env)
  if (!DATABASE_URL) throw new StartProblem('missing_DATABASE_URL')
  const open = await connect(DATABASE_URL, { max: 1, name: 'loa migrate' })
  try {
    const names = await migrateOrSay(open)
    for (const name of names) console.log(name)
    say('migrated', { count: names.length })
  } finally {
    await open.close()
  }
}
