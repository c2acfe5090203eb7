import { parentPort, workerData } from 'node:worker_threads'
import { type ListSource, readSource } from './source.ts'
import { FileRefusal } from './table.ts'

// Runs in its own thread with its own heap: whatever a file does to its reader, Loa goes on.
try {
  parentPort!.postMessage({ table: await readSource(workerData as ListSource) })
} catch (error) {
  const refusal = error instanceof FileRefusal ? error : new FileRefusal('file_damaged')
  parentPort!.postMessage({ refusal: { code: refusal.code, values: refusal.values } })
}
