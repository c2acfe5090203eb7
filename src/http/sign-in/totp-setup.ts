import { toString as qrText } from 'qrcode'
import type { TotpSetup } from '../../contract/account.ts'
import { totpUri } from '../../domain/identity/index.ts'

/** How an authenticator app takes a secret over: as a picture, or typed. `label`: the address of the account. */
export async function totpSetup(secret: string, label: string): Promise<TotpSetup> {
  const uri = totpUri(secret, label)
  const qr = await qrText(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
  return { secret: secret.replace(/(.{4})(?=.)/g, '$1 '), uri, qr }
}
