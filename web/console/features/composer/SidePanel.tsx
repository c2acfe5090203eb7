import { useState } from 'react'
import type { AudienceListKind } from '../../../../src/contract/audience.ts'
import type { Directive } from '../../../../src/contract/directive.ts'
import { timeText } from '../../app/dates.ts'
import { numberText, useT } from '../../app/i18n.ts'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import { useAudienceCount } from './audience/count.ts'
import { NamesDrawer } from './audience/NamesDrawer.tsx'
import { SinceLast } from './audience/SinceLast.tsx'
import classes from './composer.module.css'
import type { SaveState } from './draft-keeper.ts'

/** Who gets it, as it stands now. Every number opens its names. */
export function SidePanel({ draft }: { draft: Directive }) {
  const t = useT()
  const { count, stale } = useAudienceCount(draft.audience)
  const [names, setNames] = useState<AudienceListKind | null>(null)
  const number = (kind: AudienceListKind, value: number, words: string) => (
    <button type="button" className={classes.count} onClick={() => setNames(kind)} data-count={kind}>
      <b className="num">{numberText(value)}</b> {words}
    </button>
  )
  return (
    <section className={classes.panel} aria-labelledby="who-gets-it">
      <div className={classes.panelTop}>
        <h2 id="who-gets-it">{t('composer.side.who')}</h2>
        <UrgencyChip urgency={draft.urgency} />
      </div>
      {count ? (
        <div className={stale ? classes.stale : undefined}>
          <dl className={classes.counts}>
            <dt>{t('composer.count.chosen')}</dt>
            <dd>
              {number('units', count.units.chosen, t('composer.count.units', { count: count.units.chosen }))}
              {number(
                'people',
                count.people.chosen,
                t('composer.count.people', { count: count.people.chosen }),
              )}
            </dd>
            <dt>{t('composer.count.reachable')}</dt>
            <dd>
              {number(
                'units-reachable',
                count.units.reachable,
                t('composer.count.units', { count: count.units.reachable }),
              )}
              {number(
                'people-reachable',
                count.people.reachable,
                t('composer.count.people', { count: count.people.reachable }),
              )}
            </dd>
            <dt>{t('composer.count.without_channel')}</dt>
            <dd
              className={
                count.people.withoutChannel + count.units.withoutChannel > 0 ? classes.bad : undefined
              }
            >
              {number(
                'units-without-channel',
                count.units.withoutChannel,
                t('composer.count.units', { count: count.units.withoutChannel }),
              )}
              {number(
                'people-without-channel',
                count.people.withoutChannel,
                t('composer.count.people', { count: count.people.withoutChannel }),
              )}
            </dd>
          </dl>
          <SinceLast draft={draft} units={count.units.chosen} />
          <ul className={classes.channels}>
            <li>{number('people-zalo', count.byChannel.zalo, t('console.channel.zalo'))}</li>
            {count.byChannel.telegram > 0 && (
              <li>{number('people-telegram', count.byChannel.telegram, t('console.channel.telegram'))}</li>
            )}
            <li>{number('people-sms', count.byChannel.sms, t('console.channel.sms'))}</li>
            <li>{number('people-email', count.byChannel.email, t('console.channel.email'))}</li>
            {count.byChannel.webhook > 0 && (
              <li>{number('people-webhook', count.byChannel.webhook, t('console.channel.webhook'))}</li>
            )}
            {count.groupPosts > 0 && (
              <li>{number('group-posts', count.groupPosts, t('composer.count.group_posts'))}</li>
            )}
            {count.excluded.units > 0 && (
              <li>{number('excluded-units', count.excluded.units, t('composer.count.excluded'))}</li>
            )}
          </ul>
        </div>
      ) : (
        <p className="muted">{t('console.loading')}</p>
      )}
      <NamesDrawer audience={draft.audience} kind={names} onClose={() => setNames(null)} />
    </section>
  )
}

/** «Đã lưu nháp lúc 14:01» */
export function SaveStatus({ save }: { save: SaveState }) {
  const t = useT()
  return (
    <span role="status" data-save={save.kind}>
      {save.kind === 'saved'
        ? t('composer.save.saved', { time: timeText(save.at) })
        : save.kind === 'saving'
          ? t('composer.save.saving')
          : save.kind === 'waiting'
            ? t('composer.save.waiting', { message: save.message })
            : t('composer.save.not_saved')}
    </span>
  )
}
