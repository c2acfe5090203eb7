import type { FastifyRequest } from 'fastify'
import { invalid, Problem } from '../kernel/errors.ts'

/**
 * The one file of a form. More than the allowed bytes come as one byte too many, so that the domain can say what is allowed.
 * A form that breaks off or has no boundary is the sender's; `missing` is the fault when it holds no file.
 */
export async function uploadedFile(
  request: FastifyRequest,
  missing: { readonly field: string; readonly code: string },
): Promise<{ name: string; content: Buffer }> {
  const read = async () => {
    const part = await request.file({ throwFileSizeLimit: false })
    return part && { name: part.filename, content: await part.toBuffer() }
  }
  const file = await read().catch((error: unknown) => {
    const { statusCode } = error as { statusCode?: number }
    if (statusCode !== undefined && statusCode < 500) throw error
    throw new Problem('bad_request', 'bad_request', { cause: error })
  })
  if (!file) throw invalid(missing)
  return file
}
