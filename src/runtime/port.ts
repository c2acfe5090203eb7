import { createServer } from 'node:net'
import { StartProblem } from './start-problem.ts'

/** Asks for the port before anything else is started; 0 asks for any free one. Returns the port. */
export function claimPort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const code =
        error.code === 'EADDRINUSE'
          ? 'port_taken'
          : error.code === 'EACCES'
            ? 'port_forbidden'
            : 'port_unusable'
      reject(new StartProblem(code, { host, port, reason: error.code ?? '' }, error))
    })
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
