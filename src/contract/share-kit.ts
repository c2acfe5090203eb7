import { z } from 'zod'
import { Instant } from './common.ts'

/** What a person needs to post a directive in an ordinary group by hand: words, tracked link, card, QR. */
export const GroupPost = z.object({
  id: z.number(),
  groupName: z.string(),
  /** zalo · facebook · … */
  platform: z.string(),
  /** `<public address>/g/<code>` */
  link: z.string(),
  /** Ready to paste, the link included. */
  text: z.string(),
  /** Address of the group itself, when known. */
  groupUrl: z.string().nullable(),
  postedAt: Instant.nullable(),
  postedBy: z.string().nullable(),
  /** Pages seen for two seconds or more: «khoảng», because one person may open twice. */
  opens: z.number(),
})
export type GroupPost = z.infer<typeof GroupPost>

/** Picture and code of a post: GET /api/group-posts/:id/card.png and /qr.svg. */
export const ShareKit = z.object({ posts: z.array(GroupPost) })
export type ShareKit = z.infer<typeof ShareKit>

export const PostedRequest = z.object({ posted: z.boolean() })
