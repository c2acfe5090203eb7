import type { SetupFederation } from '../../../../src/contract/setup.ts'
import { useT } from '../../app/i18n.ts'
import classes from './setup.module.css'

/** How the head of a document will look (Decree 30/2020, annex I), while its lines are typed. */
export function Letterhead({ federation }: { federation: SetupFederation }) {
  const t = useT()
  const { letterheadUpper, letterheadOwn, shortName, symbol, placeName } = federation
  const own = letterheadOwn.trim() || shortName.trim().toUpperCase() || t('setup.federation.letterhead_own')
  return (
    <figure className={classes.letterhead}>
      <figcaption>{t('setup.federation.specimen')}</figcaption>
      <div lang="vi">
        {letterheadUpper.trim() && <p>{letterheadUpper.trim()}</p>}
        <p className={classes.own}>{own}</p>
        <p>{t('setup.federation.specimen_number', { symbol: symbol.trim() || '…' })}</p>
        <p className={classes.place}>
          {t('setup.federation.specimen_place', { place: placeName.trim() || '…' })}
        </p>
      </div>
    </figure>
  )
}
