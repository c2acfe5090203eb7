import { parseArgs } from 'node:util'
import { reportProblem } from '../runtime/child.ts'
import { StartProblem } from '../runtime/start-problem.ts'
import type { AccountOrder } from './account.ts'
import type { AuditOrder } from './audit.ts'
import { say, sentence } from './say.ts'
import type { StaffOrder } from './staff.ts'

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
  const { name, role, account, audit, staff } = parse(args)
  const withRole = role === undefined ? env : { ...env, LOA_ROLE: role }
  switch (name) {
    case 'demo':
      return (await import('./demo/demo.ts')).demo(env)
    case 'serve':
      return (await import('./serve.ts')).serve(withRole)
    case 'migrate':
      return (await import('./migrate.ts')).migrateCommand(env)
    case 'account':
      return (await import('./account.ts')).account(env, account)
    case 'audit':
      return (await import('./audit.ts')).audit(env, audit)
    case 'keys':
      return (await import('./keys.ts')).keys(env, audit.action)
    case 'staff':
      return (await import('./staff.ts')).staff(env, staff)
    case 'setup-link':
      return (await import('./setup-link.ts')).setupLink(env)
    case 'fakes':
      return (await import('./fakes.ts')).fakes(env)
    case 'help':
      return say('help')
    default:
      throw new StartProblem('unknown_command', { command: name })
  }
}

interface Command {
  readonly name: string
  readonly role: string | undefined
  readonly account: AccountOrder
  readonly audit: AuditOrder
  readonly staff: StaffOrder
}

function parse(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        role: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        name: { type: 'string' },
        unit: { type: 'string' },
        'base-url': { type: 'string' },
        config: { type: 'string' },
        secrets: { type: 'boolean', default: false },
        enable: { type: 'boolean' },
        disable: { type: 'boolean' },
        head: { type: 'string' },
      },
    })
    const [name = 'help', action, id] = positionals
    return {
      name: values.help ? 'help' : name,
      role: values.role,
      account: {
        action,
        id,
        name: values.name,
        unit: values.unit,
        baseUrl: values['base-url'],
        config: values.config,
        secrets: values.secrets,
        enabled: values.enable ? true : values.disable ? false : undefined,
      },
      audit: { action, head: values.head },
      staff: { action, email: id },
    }
  } catch {
    throw new StartProblem('unknown_command', { command: args.join(' ') })
  }
}
