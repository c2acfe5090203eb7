import { z } from 'zod'
import { Id } from './common.ts'

/** What the browser's WebAuthn call takes, as JSON (PublicKeyCredentialCreationOptionsJSON, …RequestOptionsJSON). */
export const PasskeyOptions = z.record(z.string(), z.unknown())
export type PasskeyOptions = z.infer<typeof PasskeyOptions>

const Part = z.string().max(100_000)
/** What that call gives back, as JSON; its signatures are checked by the server. */
export const PasskeyAnswer = z.looseObject({
  id: z.string().min(1).max(2000),
  rawId: z.string().min(1).max(2000),
  type: z.literal('public-key'),
  response: z.looseObject({
    clientDataJSON: Part,
    attestationObject: Part.optional(),
    authenticatorData: Part.optional(),
    signature: Part.optional(),
    userHandle: Part.nullish(),
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
  clientExtensionResults: z.record(z.string(), z.unknown()),
})
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>

const PasskeyName = z.string().trim().min(1).max(60)
export const AddPasskey = z.object({ name: PasskeyName, answer: PasskeyAnswer })
export const UsePasskey = z.object({ answer: PasskeyAnswer })
export const PasskeyParams = z.object({ id: Id })
export const RenamePasskey = z.object({ name: PasskeyName })
