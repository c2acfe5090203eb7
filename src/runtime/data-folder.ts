import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processBirth } from './processes.ts'
import { StartProblem } from './start-problem.ts'

/**
 * Makes the folder usable: it exists, we may write into it, and others may pass through it (never list or read it),
 * because under root the database runs as a user of its own. Files with secrets in it are mode 600.
 */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, '.probe'), '')
    rmSync(join(folder, '.probe'))
  } catch (error) {
    throw new StartProblem(
      'data_folder',
      { folder, reason: (error as NodeJS.ErrnoException).code ?? '' },
      error,
    )
  }
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
}

/**
 * One Loa per data folder. The file names its holder by number and birth, so that a file left by a killed process,
 * or by another one that had the same number, is simply replaced. Returns how to let go.
 */
export function holdDataFolder(folder: string): () => void {
  const file = join(folder, 'loa.pid')
  const mine = JSON.stringify({ pid: process.pid, birth: processBirth(process.pid) })
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 3)
        throw new StartProblem(
          'data_folder',
          { folder, reason: (error as NodeJS.ErrnoException).code ?? '' },
          error,
        )
    }
    const holder = readHolder(file)
    if (holder && processBirth(holder.pid) === holder.birth)
      throw new StartProblem('data_folder_in_use', { folder, pid: holder.pid })
    rmSync(file, { force: true })
  }
}

function readHolder(file: string): { pid: number; birth: string } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
