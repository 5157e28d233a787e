// Faults as lanes over the last days: one lane a code, a bar an episode.
import type { Action, FaultEntry } from '@/api/types'

export interface LaneBar {
    episode: number
    from: number  // percent of the span
    until: number
    action: Action
    isOpen: boolean
    fault: FaultEntry
}

export interface Lane {
    key: string
    title: string
    bars: LaneBar[]
}

const day_ms = 86_400_000

export function lanesOf(faults: readonly FaultEntry[], now_ms: number, days: number): Lane[] {
    const begin = now_ms - days * day_ms
    const at = (moment: string) => ((Date.parse(moment) - begin) / (days * day_ms)) * 100
    const lanes = new Map<string, Lane>()
    for (const fault of faults) {
        const until = Math.min(100, fault.closed_at === null ? 100 : at(fault.closed_at))
        if (until < 0) continue
        const key = `${fault.source_address}-${fault.spn}-${fault.fmi}`
        const lane = lanes.get(key) ?? { key, title: fault.description.title, bars: [] }
        lane.bars.push({ episode: fault.episode, from: Math.max(0, at(fault.opened_at)), until, action: fault.action, isOpen: fault.closed_at === null, fault })
        lanes.set(key, lane)
    }
    return [...lanes.values()]
}
