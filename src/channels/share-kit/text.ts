import { dateTimeText } from '../../kernel/dates.ts'
import type { Translate } from '../../kernel/i18n.ts'
import type { GroupNotice } from './notice.ts'

/** Ready to paste: what it is, what is asked, where it is read. The first line is all that a notification shows. */
export function postText(notice: GroupNotice, t: Translate): string {
  const head = [
    notice.isDrill ? t('share.drill') : '',
    notice.urgency > 0 ? `[${t(`share.urgency.${notice.urgency}`)}]` : '',
    headline(notice, t),
  ]
  return [
    head.filter(Boolean).join(' '),
    notice.title,
    '',
    notice.acknowledge && notice.acknowledgeBefore
      ? t('share.before', { when: dateTimeText(notice.acknowledgeBefore) })
      : '',
    t('share.read', { link: notice.link }),
    notice.acknowledge ? t('share.ownMessage') : '',
    notice.issuerName,
  ]
    .filter((line, index) => line !== '' || index === 2)
    .join('\n')
}

/** «Công điện số 12/CĐ-LĐLĐ» */
export const headline = (notice: GroupNotice, t: Translate): string =>
  notice.reference
    ? t('share.numbered', { kind: notice.kindName, reference: notice.reference })
    : notice.kindName
