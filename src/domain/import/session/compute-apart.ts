import { Worker } from 'node:worker_threads'
import { computePlan, type PlanInput, type PlanOutput } from './compute.ts'

/** Fewer rows, and less to read in them, are done sooner than a thread is started. */
const ROWS_WORTH_A_THREAD = 800
const CHARACTERS_WORTH_A_THREAD = 200_000
const MILLISECONDS = 60_000

/** The plan of a list; a long one in a thread of its own, so that the web process goes on answering. */
export function computePlanApart(input: PlanInput): Promise<PlanOutput> {
  if (isShort(input)) return Promise.resolve().then(() => computePlan(input))
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./compute-worker.ts', import.meta.url), {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
      stdout: true,
      stderr: true,
    })
    const timer = setTimeout(() => {
      void worker.terminate()
      reject(new Error('the plan of a list took too long'))
    }, MILLISECONDS)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      finish()
      void worker.terminate()
    }
    worker.once('message', (output: PlanOutput) => settle(() => resolve(output)))
    worker.once('error', (error) => settle(() => reject(error)))
  })
}

function isShort({ sheets }: PlanInput): boolean {
  let rows = 0
  let characters = 0
  for (const sheet of sheets)
    for (const row of sheet.rows) {
      if (++rows >= ROWS_WORTH_A_THREAD) return false
      for (const cell of row.cells) characters += cell?.t.length ?? 0
      if (characters >= CHARACTERS_WORTH_A_THREAD) return false
    }
  return true
}
