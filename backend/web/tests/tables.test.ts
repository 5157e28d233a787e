import { describe, expect, it } from 'vitest'
import type { FaultEntry, ParetoRow, UptimeTotals } from '../src/api/types'
import { csvOf } from '../src/parts/csv'
import { partsOf } from '../src/parts/uptime'
import { barsOf } from '../src/views/manager/pareto'
import { lanesOf } from '../src/views/truck/lanes'

describe('a table as CSV', () => {
    it('quotes what would break it, and no cell is a formula', () => {
        expect(csvOf(['a', 'b'], [['x,"y"', 1], ['=1+1', null], ['two\nlines', -2]])).toBe('\uFEFFa,b\r\n"x,""y""",1\r\n\'=1+1,\r\n"two\nlines",-2\r\n')
    })
})

describe('a period as a bar', () => {
    it('is whole: the parts follow one another and make a hundred', () => {
        const parts = partsOf({ period_s: 400, up_s: 100, planned_s: 0, unplanned_s: 100, unknown_s: 200 } as UptimeTotals)
        expect(parts.map((part) => [part.kind, part.from, part.width])).toEqual([['up', 0, 25], ['unplanned', 25, 25], ['unknown', 50, 50]])
        expect(partsOf({ period_s: 0, up_s: 0, planned_s: 0, unplanned_s: 0, unknown_s: 0 } as UptimeTotals)).toEqual([])
    })
})

describe('a Pareto', () => {
    it('adds up the groups of one fault, the most frequent first, to a hundred per cent', () => {
        const row = (spn: number, group: string, episodes: number) => ({ spn, fmi: 1, group, episodes, title: String(spn) }) as ParetoRow
        expect(barsOf([row(1, 'a', 1), row(2, 'a', 4), row(1, 'b', 5)], 9)).toEqual([{ title: '1', episodes: 6, running: 60 }, { title: '2', episodes: 4, running: 100 }])
        expect(barsOf([row(1, 'a', 1), row(2, 'a', 1)], 1)).toHaveLength(1)
    })
})

describe('lanes of faults', () => {
    it('have a bar an episode, cut at the span, and leave out what ended before', () => {
        const now_ms = Date.parse('2026-03-31T00:00:00Z')
        const fault = (episode: number, opened_at: string, closed_at: string | null) => ({ episode, source_address: 0, spn: 100, fmi: 1, opened_at, closed_at, action: 'log', description: { title: 'oil' } }) as FaultEntry
        const lanes = lanesOf([fault(1, '2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'), fault(2, '2026-01-01T00:00:00Z', '2026-03-16T00:00:00Z'), fault(3, '2026-03-25T00:00:00Z', null)], now_ms, 30)
        expect(lanes).toHaveLength(1)
        expect(lanes[0]!.bars.map((bar) => [bar.episode, bar.from, bar.until, bar.isOpen])).toEqual([[2, 0, 50, false], [3, 80, 100, true]])
    })
})
