// Red, amber, green or grey, and why. Grey is no data: a silent truck is neither well nor ill. What was
// known to be grave before it fell silent stays red or amber, with the silence beside it.
import type { CaseRow, DueEntry, FaultEntry, Truck } from '@/api/types'

export type Colour = 'red' | 'amber' | 'green' | 'grey'
export type Why = 'stop_now' | 'workshop_soon' | 'overdue' | 'due' | 'soon' | 'case_late' | 'case_open' | 'at_next_service' | 'silent' | 'never' | 'well'
export const colours: readonly Colour[] = ['red', 'amber', 'grey', 'green']

export interface Light {
    truck: Truck
    colour: Colour
    why: Why[]
}

export interface Facts {
    trucks: readonly Truck[]
    due: readonly DueEntry[]
    faults: readonly FaultEntry[]
    cases: readonly CaseRow[]
    now_ms: number
}

const silent_ms = 2 * 86_400_000
const red: readonly Why[] = ['stop_now', 'overdue', 'case_late']
const amber: readonly Why[] = ['workshop_soon', 'due', 'case_open']
const order: readonly Why[] = [...red, ...amber, 'silent', 'never', 'soon', 'at_next_service', 'well']

function reasonsOf(due: readonly DueEntry[], faults: readonly FaultEntry[], cases: readonly CaseRow[]): Set<Why> {
    const why = new Set<Why>()
    for (const entry of due) if (entry.state === 'overdue' || entry.state === 'due' || entry.state === 'soon') why.add(entry.state)
    for (const fault of faults) if (fault.group_action !== 'log') why.add(fault.group_action)
    for (const row of cases) why.add(row.response.state === 'missed' || row.solution.state === 'missed' ? 'case_late' : 'case_open')
    return why
}

function grouped<T extends { truck: string }>(rows: readonly T[]): Map<string, T[]> {
    const groups = new Map<string, T[]>()
    for (const row of rows) {
        const group = groups.get(row.truck)
        if (group) group.push(row)
        else groups.set(row.truck, [row])
    }
    return groups
}

export function lightsOf(facts: Facts): Light[] {
    const [due, faults, cases] = [grouped(facts.due), grouped(facts.faults), grouped(facts.cases)]
    const lights = facts.trucks.map((truck): Light => {
        const why = reasonsOf(due.get(truck.truck) ?? [], faults.get(truck.truck) ?? [], cases.get(truck.truck) ?? [])
        if (truck.heard_at === null) why.add('never')
        else if (facts.now_ms - Date.parse(truck.heard_at) > silent_ms) why.add('silent')
        const has = (some: readonly Why[]) => some.some((one) => why.has(one))
        const colour = has(red) ? 'red' : has(amber) ? 'amber' : has(['silent', 'never']) ? 'grey' : 'green'
        if (why.size === 0) why.add('well')
        return { truck, colour, why: order.filter((one) => why.has(one)) }
    })
    return lights.sort((a, b) => colours.indexOf(a.colour) - colours.indexOf(b.colour))
}
