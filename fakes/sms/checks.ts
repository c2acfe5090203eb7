import { partsOf } from './text.ts'

/** The account at the gateway: obviously invented. */
export const SMS_IDENTITY = {
  apiKey: 'vi-du-api-key',
  secretKey: 'vi-du-secret-key',
  brandname: 'LDLD NTL',
} as const

/** What channels.md B.5 marks [?], with its defaults. */
export interface SmsSwitches {
  /** Registered templates as regular expressions; empty = every text is one. */
  templates: string[]
  /** Price of one part in đồng, and what is left to spend. */
  pricePerPart: number
  balance: number
  /** Callbacks for the states before the last one. */
  intermediateCallbacks: boolean
  callbackInSandbox: boolean
  /** The same words to the same number within five minutes are refused. */
  refuseSameText: boolean
  errorInfo: 'plain' | 'json_in_json' | 'encoded_twice'
  /** Prefixes of carriers where the sender name is not registered (177). */
  unregisteredPrefixes: string[]
}

export const defaultSmsSwitches = (): SmsSwitches => ({
  templates: [],
  pricePerPart: 350,
  balance: 1_000_000_000,
  intermediateCallbacks: false,
  callbackInSandbox: false,
  refuseSameText: false,
  errorInfo: 'plain',
  unregisteredPrefixes: [],
})

/** The gateway's own checks, in its order; null when it would take the message. */
export function faultOf(
  body: Record<string, unknown>,
  switches: SmsSwitches,
  withinRate: boolean,
): [string, string] | null {
  if (body['ApiKey'] !== SMS_IDENTITY.apiKey || body['SecretKey'] !== SMS_IDENTITY.secretKey)
    return ['101', 'Authorize Failed']
  if (!withinRate) return ['160', 'Over TPS']
  const phone = String(body['Phone'] ?? '')
  if (!/^(0|84)\d{9}$/.test(phone)) return ['108', 'Phone is not valid']
  if (body['Brandname'] !== SMS_IDENTITY.brandname) return ['104', 'Brandname is not exist or is locked']
  if (body['SmsType'] !== '2') return ['118', 'SmsType is not valid']
  if (switches.unregisteredPrefixes.some((prefix) => phone.replace(/^84/, '0').startsWith(prefix)))
    return ['177', 'Brandname is not registered with the carrier']
  const content = body['Content']
  if (typeof content !== 'string' || content === '' || String(body['RequestId'] ?? '').length > 50)
    return ['99', 'Parameter is not valid']
  const parts = partsOf(content, body['IsUnicode'] === '1')
  // Accented text declared as plain, or more parts than a gateway joins.
  if (parts === 0 || parts > 5) return ['146', 'Sai template Brandname CSKH']
  const { templates } = switches
  if (templates.length > 0 && !templates.some((one) => new RegExp(`^(?:${one})$`, 's').test(content)))
    return ['146', 'Sai template Brandname CSKH']
  if (body['Sandbox'] !== '1' && switches.balance < parts * switches.pricePerPart)
    return ['103', 'Balance is not enough']
  return null
}
