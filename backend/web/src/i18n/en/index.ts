import { cases } from './cases'
import { due } from './due'
import { fleet } from './fleet'
import { frame } from './frame'
import { manager } from './manager'
import { shared } from './shared'
import { truck } from './truck'

export const en = { ...frame, ...shared, due, truck, cases, fleet, manager }
