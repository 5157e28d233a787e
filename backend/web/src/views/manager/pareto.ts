import type { ParetoRow } from '@/api/types'

export interface ParetoBar {
    title: string
    episodes: number
    running: number  // percent of all that is listed, with those before it
}

// One bar a fault, whatever group it was counted in, the most frequent first.
export function barsOf(rows: readonly ParetoRow[], most: number): ParetoBar[] {
    const faults = new Map<string, ParetoBar>()
    for (const row of rows) {
        const key = `${row.spn}-${row.fmi}`
        const bar = faults.get(key) ?? { title: row.title, episodes: 0, running: 0 }
        bar.episodes += row.episodes
        faults.set(key, bar)
    }
    const bars = [...faults.values()].sort((a, b) => b.episodes - a.episodes)
    const all = bars.reduce((sum, bar) => sum + bar.episodes, 0)
    let sum = 0
    for (const bar of bars) {
        sum += bar.episodes
        bar.running = (sum / all) * 100
    }
    return bars.slice(0, most)
}
