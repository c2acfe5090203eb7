import { BOARD_LISTS, type BoardListName } from '../../../../src/contract/board-lists.ts'

export const BOARD_VIEWS = ['flat', 'area', 'sector', 'list'] as const
export type BoardView = (typeof BOARD_VIEWS)[number]
export const BOARD_PAGES = ['units', 'questions', 'share'] as const
export type BoardPageName = (typeof BOARD_PAGES)[number]

/** What of the board is open, in the address: reload, Back and a sent link show the same. */
export interface BoardSearch {
  page?: BoardPageName
  view?: BoardView
  /** The list behind a number. */
  list?: BoardListName
  /** The unit whose card is open (target id). */
  unit?: number
  /** «man-hinh»: for the screen on the wall, larger and without names. */
  'che-do'?: 'man-hinh'
}

export function readBoardSearch(search: Record<string, unknown>): BoardSearch {
  return {
    page: BOARD_PAGES.find((name) => name === search.page),
    view: BOARD_VIEWS.find((name) => name === search.view),
    list: BOARD_LISTS.find((name) => name === search.list),
    unit: Number(search.unit) || undefined,
    'che-do': search['che-do'] === 'man-hinh' ? 'man-hinh' : undefined,
  }
}
