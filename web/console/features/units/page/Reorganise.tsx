import { Button, Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { EventKind } from '../../../../../src/contract/organisation.ts'
import type { UnitProfile } from '../../../../../src/contract/units.ts'
import { useT } from '../../../app/i18n.ts'

const KINDS: readonly EventKind[] = [
  'merge',
  'split',
  'move',
  'rename',
  'hand_over',
  'dissolve',
  'end_activity',
]

/** Decisions about this unit: the form of a decision opens with the unit in it. */
export function Reorganise({ unit }: { unit: UnitProfile }) {
  const t = useT()
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default">{t('units.page.decide')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(unit.isRecipient ? KINDS : (['found', ...KINDS] as const)).map((kind) => (
          <Menu.Item
            key={kind}
            renderRoot={(props) => (
              <Link to="/organisation/new" search={{ kind, unit: unit.id }} {...props}>
                {t(`organisation.kind.${kind}`)}
              </Link>
            )}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
