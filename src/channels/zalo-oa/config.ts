import { z } from 'zod'

/** Settings of one Official Account. What channels.md marks [?] is a setting; the default is the likelier reading. */
export const ZaloConfig = z.object({
  appId: z.string().regex(/^\d{1,30}$/),
  oaId: z.string().regex(/^\d{1,30}$/),
  /**
   * Where tokens are renewed. Null = Zalo's own address beside Zalo's own API, else the same address as the account:
   * a fake or a proxy then stands in for both.
   */
  oauthUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** The approved ZBS template that carries a directive when free text is not allowed; null = no template yet. */
  templateId: z.string().min(1).max(60).nullable().default(null),
  /** Buttons are documented by a reseller and the SDK only [?]; `link` writes the address into the text instead. */
  buttons: z.enum(['buttons', 'link']).default('buttons'),
  /** Some say that the app secret signs webhooks when no OA secret key was made [?]. */
  acceptAppSecretSignature: z.boolean().default(true),
  /** Some say that the OA id stands first in the signed text instead of the app id [?]. */
  acceptOaIdSignature: z.boolean().default(false),
  timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
})
export type ZaloConfig = z.infer<typeof ZaloConfig>

export const ZaloSecrets = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  /** When the access token was given; Zalo lets it live for 25 hours. */
  accessTokenExpiresAt: z.iso.datetime({ offset: true }),
  appSecret: z.string().min(1),
  /** «OA Secret Key» of the webhook section; not the app secret. Shown only after the address was saved there. */
  oaSecretKey: z.string().min(1).nullable().default(null),
})
export type ZaloSecrets = z.infer<typeof ZaloSecrets>

const ZALO_API = 'https://openapi.zalo.me'
const ZALO_OAUTH = 'https://oauth.zaloapp.com'

export function oauthUrlOf(config: ZaloConfig, baseUrl: string): string {
  if (config.oauthUrl) return trimmed(config.oauthUrl)
  return new URL(baseUrl).origin === ZALO_API ? ZALO_OAUTH : trimmed(baseUrl)
}

export const trimmed = (url: string): string => url.replace(/\/+$/, '')
