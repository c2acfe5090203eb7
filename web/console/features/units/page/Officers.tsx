import type { UnitProfile } from '../../../../../src/contract/units.ts'
import { useT } from '../../../app/i18n.ts'
import classes from './page.module.css'

/** Who holds a post, in the order in which they are called. */
export function Officers({ unit }: { unit: UnitProfile; write: boolean }) {
  const t = useT()
  return (
    <section className={classes.panel} aria-labelledby="officers">
      <h2 id="officers">{t('units.officers.title')}</h2>
      <ul className={classes.plain}>
        {unit.officers.map((one) => (
          <li key={one.postId}>
            {one.name} · {one.position}
          </li>
        ))}
      </ul>
    </section>
  )
}
