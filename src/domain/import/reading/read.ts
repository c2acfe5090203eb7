import { Worker } from 'node:worker_threads'
import { type ListSource, readSource } from './source.ts'
import { FileRefusal, type FileTable, LIMITS } from './table.ts'

/**
 * The cells of a list that somebody sent, read in a thread with a heap and a time of its own.
 * @throws FileRefusal with the reason: no list, damaged, hostile, too large, too slow
 */
export function readList(
  source: ListSource,
  limits: { milliseconds: number; heapMegabytes: number } = LIMITS,
): Promise<FileTable> {
  // Pasted text is short (the API takes less than a megabyte) and has no inside: it needs no thread.
  if ('pasted' in source) return Promise.resolve().then(() => readSource(source))
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: source,
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes, maxYoungGenerationSizeMb: 64 },
      // A crash of the reader says nothing on our streams: a file's words are nobody's log.
      stdout: true,
      stderr: true,
    })
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      finish()
      void worker.terminate()
    }
    const timer = setTimeout(
      () => settle(() => reject(new FileRefusal('file_too_slow', { seconds: limits.milliseconds / 1000 }))),
      limits.milliseconds,
    )
    worker.once(
      'message',
      (message: { table: FileTable } | { refusal: Pick<FileRefusal, 'code' | 'values'> }) =>
        settle(() =>
          'table' in message
            ? resolve(message.table)
            : reject(new FileRefusal(message.refusal.code, message.refusal.values)),
        ),
    )
    // Out of its memory, or a fault of a library on bytes that nobody foresaw.
    worker.once('error', (error: NodeJS.ErrnoException) =>
      settle(() =>
        reject(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new FileRefusal('file_bomb', { megabytes: limits.heapMegabytes })
            : new FileRefusal('file_damaged'),
        ),
      ),
    )
  })
}
