import { z } from 'zod'

/** Schemas of replies that hold no JSON. */

/** 204: done, and nothing to say. */
export const NoContent = z.undefined()

/** A file or a stream, by its media type; what is sent is text, bytes or a stream and passes as it is. */
export const fileReply = <M extends string>(mediaType: M) => ({
  description: mediaType,
  content: { [mediaType]: { schema: z.string().meta({ contentMediaType: mediaType }) } } as unknown as Record<
    M,
    { schema: z.ZodUnknown }
  >,
})
