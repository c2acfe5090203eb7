/** Who the fake's app and OA are: obviously invented (channels.md, appendix A). */
export interface ZaloIdentity {
  readonly appId: string
  readonly appSecret: string
  readonly oaId: string
  readonly oaName: string
  readonly oaSecretKey: string
  readonly accessToken: string
  readonly refreshToken: string
}

export const ZALO_IDENTITY: ZaloIdentity = {
  appId: '1402857396021847563',
  appSecret: 'vi-du-app-secret',
  oaId: '3071946285517304829',
  oaName: 'LĐLĐ quận Nam Từ Liêm (dữ liệu mẫu)',
  oaSecretKey: 'vi-du-khoa-bi-mat-oa',
  accessToken: 'vi-du-access-token',
  refreshToken: 'vi-du-refresh-token',
}

/** The approved template of the sample account: its parameters and their longest values. */
export const ZALO_TEMPLATE_ID = '5f20c8a91e7db364a0f5'
export const ZALO_TEMPLATE_PARAMETERS: Readonly<Record<string, number>> = {
  nguoi_nhan: 30,
  don_vi: 100,
  so_hieu: 30,
  trich_yeu: 200,
  han: 20,
  lien_ket: 200,
}

/** Everything that channels.md marks [?], with the default named in its appendix B. */
export interface ZaloSwitches {
  /** Where webhooks go; one URL per app. Empty = none. */
  webhookUrl: string
  signWith: 'oa_secret' | 'app_secret'
  /** First term of the signed text. */
  signedId: 'app_id' | 'oa_id'
  signatureHeader: 'mac = hex' | 'mac=hex' | 'hex' | 'UPPER'
  /** `expires_in` of the token answer. */
  expiresInType: 'string' | 'number'
  tokenErrorStatus: number
  oldTokenSurvivesRenewal: boolean
  /** Renew, then cut the connection: the new pair is lost. */
  loseTokenAnswer: boolean
  /** Tokens that a fake gave before it was restarted still work: the demo keeps its database over restarts. */
  remembersEarlierTokens: boolean
  enforceProof: boolean
  /** A user id that nobody scripted: a follower who wrote a moment ago, or nobody. */
  unknownUsers: 'followers' | 'refused'
  /** -230 for a window that closed, -232 for one that never opened. */
  neverInteractedCode: number
  trackingIdInTemplate: 'ignore' | 'reject'
  templateReceipts: boolean
  /** Receipts as older documentation shows them: sender = user, a single msg_id. */
  legacyReceipts: boolean
  /** «oa_send_text» for our own sends. */
  echo: boolean
  /** «seen» by itself, some seconds after «received»; off when simulated people do the reading. */
  seesByItself: boolean
  /** Retry waits count from the previous attempt or from the first one. */
  retryWaitsFrom: 'previous' | 'first'
  unsubscribed: boolean
}

export const defaultZaloSwitches = (): ZaloSwitches => ({
  webhookUrl: '',
  signWith: 'oa_secret',
  signedId: 'app_id',
  signatureHeader: 'mac = hex',
  expiresInType: 'string',
  tokenErrorStatus: 200,
  oldTokenSurvivesRenewal: true,
  loseTokenAnswer: false,
  remembersEarlierTokens: false,
  enforceProof: false,
  unknownUsers: 'followers',
  neverInteractedCode: -232,
  trackingIdInTemplate: 'ignore',
  templateReceipts: true,
  legacyReceipts: false,
  echo: true,
  seesByItself: true,
  retryWaitsFrom: 'previous',
  unsubscribed: false,
})
