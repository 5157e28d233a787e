import type { UptimeTotals } from '@/api/types'

export const kinds = ['up', 'planned', 'unplanned', 'unknown'] as const
export type UptimeKind = (typeof kinds)[number]

export interface UptimePart {
    kind: UptimeKind
    share: number  // percent of the period
    from: number
    width: number
}

export const shareOf = (totals: UptimeTotals, kind: UptimeKind): number => (totals.period_s === 0 ? 0 : (totals[`${kind}_s`] / totals.period_s) * 100)

// The parts one after the other; what is nothing is left out.
export function partsOf(totals: UptimeTotals): UptimePart[] {
    let from = 0
    return kinds.flatMap((kind) => {
        const share = shareOf(totals, kind)
        const part = { kind, share, from, width: share }
        from += share
        return share > 0 ? [part] : []
    })
}
