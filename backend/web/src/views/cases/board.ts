// The board's columns, in the order in which a case goes through them.
import type { CaseRow, Stage } from '@/api/types'

export type ColumnName = 'new' | 'care' | 'workshop' | 'done'
const stages: Record<ColumnName, Stage[]> = {
    new: ['reported'],
    care: ['answered', 'rescue_on_the_way'],
    workshop: ['in_workshop', 'diagnosed', 'waiting_for_parts'],
    done: ['repaired', 'released'],
}

export const columnNames = Object.keys(stages) as ColumnName[]
export const allStages = columnNames.flatMap((name) => stages[name])

export interface Column {
    name: ColumnName
    rows: CaseRow[]
}

// Within a column the order of the interface: by the next deadline.
export function columnsOf(rows: readonly CaseRow[]): Column[] {
    return columnNames.map((name) => ({ name, rows: rows.filter((row) => stages[name].includes(row.stage)) }))
}

export const pathOf = (row: Pick<CaseRow, 'truck' | 'case'>) => `/trucks/${encodeURIComponent(row.truck)}/cases/${encodeURIComponent(row.case)}`
