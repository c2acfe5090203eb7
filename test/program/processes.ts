import { execFileSync } from 'node:child_process'

/** A process and all that it started, and all that those started. */
export function family(root: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
  const found = [root]
  for (const parent of found) for (const [pid, ppid] of table) if (ppid === parent) found.push(pid)
  return found
}

/** Those that still run; a zombie waits for its parent and runs no more. */
export function alive(pids: readonly number[]): string[] {
  try {
    return execFileSync('ps', ['-o', 'pid=,stat=,args=', '-p', pids.join(',')], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .filter((line) => line !== '' && !/^\s*\d+\s+Z/.test(line))
  } catch {
    return []
  }
}
