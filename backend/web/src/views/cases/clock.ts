// A clock of a case at the present moment, from what the interface said of it at another.
import type { CaseClock, Stage } from '@/api/types'
import { countdown } from '@/units'

export type Which = 'response' | 'solution'
export type ClockFace = { kind: 'met' } | { kind: 'left' | 'over' | 'paused'; days: number; clock: string; isNear: boolean }

const near_s = 15 * 60
// Until which stages a clock goes on after it was missed.
const ends: Record<Which, Stage[]> = {
    response: ['answered', 'rescue_on_the_way', 'in_workshop', 'diagnosed', 'waiting_for_parts', 'repaired', 'released'],
    solution: ['repaired', 'released'],
}

export interface Reading {
    clock: CaseClock
    which: Which
    stage: Stage
    isClosed: boolean
    read_ms: number  // when the interface said so
    now_ms: number
}

export function faceOf({ clock, which, stage, isClosed, read_ms, now_ms }: Reading): ClockFace {
    const passed_s = Math.max(0, (now_ms - read_ms) / 1000)
    const shown = (kind: 'left' | 'over' | 'paused', s: number): ClockFace => ({ kind, ...countdown(s), isNear: kind === 'left' && s < near_s })
    switch (clock.state) {
        case 'met': return { kind: 'met' }
        case 'paused': return shown('paused', clock.left_s)
        case 'missed': {
            const goesOn = !isClosed && !ends[which].includes(stage)
            return shown('over', clock.over_s + (goesOn ? passed_s : 0))
        }
        case 'running': {
            const left_s = clock.left_s - passed_s
            return left_s >= 0 ? shown('left', left_s) : shown('over', -left_s)
        }
    }
}
