import { Button, Drawer } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { BoardSnapshot } from '../../../../src/contract/board.ts'
import { type BoardListName, inList } from '../../../../src/contract/board-lists.ts'
import { type Translate, useT } from '../../app/i18n.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'
import { UnitTable } from './UnitTable.tsx'

/** The list behind a number: as many rows as the number says, and it stays so while units answer. */
export function ListDrawer({ board, list }: { board: BoardSnapshot; list: BoardListName | undefined }) {
  const { show } = useBoardTools()
  const t = useT()
  // Keeps its words while it slides out.
  const [last, setLast] = useState<BoardListName>('due')
  if (list && list !== last) setLast(list)
  return (
    <Drawer
      opened={list !== undefined}
      onClose={() => show({ list: undefined })}
      position="right"
      size="min(56rem, 100%)"
      title={<Title board={board} list={last} t={t} />}
      closeButtonProps={{ 'aria-label': t('console.action.close') }}
    >
      {list && <Rows board={board} list={list} />}
    </Drawer>
  )
}

function Title({ board, list, t }: { board: BoardSnapshot; list: BoardListName; t: Translate }) {
  const count = useMemo(() => board.cells.filter((cell) => inList(cell, list)).length, [board.cells, list])
  return t('board.list.title', { name: listName(list, t), count })
}

export function listName(list: BoardListName, t: Translate): string {
  if (list.startsWith('call:')) return t(`board.tab.${list.slice(5)}`)
  if (list.startsWith('state:')) return t(`board.state.${list.slice(6)}`)
  return t(`board.list.${list}`)
}

function Rows({ board, list }: { board: BoardSnapshot; list: BoardListName }) {
  const t = useT()
  const { directive } = useBoardTools()
  const rows = useMemo(() => board.cells.filter((cell) => inList(cell, list)), [board.cells, list])
  if (rows.length === 0) return <EmptyState title={t('board.list.empty')} />
  return (
    <>
      <div className={classes.drawerActions}>
        <Button
          variant="default"
          component="a"
          href={`/api/directives/${directive.id}/export?list=${encodeURIComponent(list)}&format=csv`}
          download
        >
          {t('board.action.export')}
        </Button>
      </div>
      <UnitTable cells={rows} />
    </>
  )
}
