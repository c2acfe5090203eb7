import { useEffect, useState } from 'react'
import type { SetupAdministrator, SetupFederation } from '../../../../src/contract/setup.ts'
import { translate } from '../../app/i18n.ts'

/** What the wizard asks before its confirmation; the password stays out of it. */
export interface SetupDraft {
  readonly federation: SetupFederation
  readonly administrator: SetupAdministrator
}

const KEY = 'loa.setup'

const empty = (): SetupDraft => ({
  federation: {
    name: '',
    shortName: '',
    typeCode: '',
    symbol: translate('setup.federation.symbol_usual'),
    placeName: '',
    address: '',
    letterheadUpper: '',
    letterheadOwn: '',
  },
  administrator: { name: '', jobTitle: translate('setup.administrator.job_usual'), email: '' },
})

function kept(): SetupDraft {
  const begun = empty()
  try {
    const read = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<SetupDraft>
    return {
      federation: { ...begun.federation, ...read.federation },
      administrator: { ...begun.administrator, ...read.administrator },
    }
  } catch {
    return begun
  }
}

/** A draft that outlives a reload of the page, in this window alone. `known`: what the server keeps of an earlier try. */
export function useDraft(known: SetupDraft | null) {
  const [draft, setDraft] = useState(() => known ?? kept())
  useEffect(() => sessionStorage.setItem(KEY, JSON.stringify(draft)), [draft])
  return {
    draft,
    federation: (change: Partial<SetupFederation>) =>
      setDraft((last) => ({ ...last, federation: { ...last.federation, ...change } })),
    administrator: (change: Partial<SetupAdministrator>) =>
      setDraft((last) => ({ ...last, administrator: { ...last.administrator, ...change } })),
  }
}

export const forgetDraft = (): void => sessionStorage.removeItem(KEY)
