import { parseArgs } from 'node:util'
import { reportProblem } from '../runtime/child.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import { say, sentence } from './say.ts'

/** Runs the command and ends the process: 0 when it did its work, 1 with a sentence when something must be mended first. */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await command(args, env)
    process.exit(0)
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    if (!(await reportProblem(error))) console.error(sentence(error.code, error.values))
    process.exit(1)
  }
}

async function command(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { name, role } = parse(args)
  const withRole = role === undefined ? env : { ...env, LOA_ROLE: role }
  switch (name) {
    case 'demo':
      return (await import('./demo/demo.ts')).demo(env)
    case 'serve':
      return (await import('./serve.ts')).serve(withRole)
    case 'migrate':
      return (await import('./migrate.ts')).migrateCommand(env)
    case 'fakes':
      return (await import('./fakes.ts')).fakes(env)
    case 'help':
      return say('help')
    default:
      throw new StartProblem('unknown_command', { command: name })
  }
}

function parse(args: readonly string[]): { name: string; role: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { role: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    const name = values.help ? 'help' : (positionals[0] ?? 'help')
    return { name, role: values.role }
  } catch {
    throw new StartProblem('unknown_command', { command: args.join(' ') })
  }
}
