// The pages and who may open them. Behind a # : the server knows one page, and what a reader looks at
// stands in no log.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { me } from './api/session'
import type { Me } from './api/types'

export type Role = Me['role']
export type PageName = 'due' | 'cases' | 'fleet' | 'manager'

interface MainPage {
    name: PageName
    path: string
    roles: Role[]
}

const staff: Role[] = ['administrator', 'dealer']
const everybody: Role[] = ['administrator', 'dealer', 'customer']
export const mainPages: MainPage[] = [
    { name: 'due', path: '/due', roles: everybody },
    { name: 'cases', path: '/cases', roles: everybody },
    { name: 'fleet', path: '/fleet', roles: everybody },
    { name: 'manager', path: '/manager', roles: staff },
]
const pageOf = (name: PageName) => mainPages.find((page) => page.name === name)!
const only = (name: PageName) => ({ roles: pageOf(name).roles })

// The first page of a role is the one with which its day begins.
export const pagesOf = (role: Role) => {
    const all = mainPages.filter((page) => page.roles.includes(role))
    return role === 'customer' ? [...all].sort((a, b) => Number(b.name === 'fleet') - Number(a.name === 'fleet')) : all
}

const routes: RouteRecordRaw[] = [
    { path: '/', name: 'home', redirect: () => ({ path: me.value ? (pagesOf(me.value.role)[0]?.path ?? '/missing') : '/missing' }) },
    { path: '/due', name: 'due', component: () => import('./views/due/DuePage.vue'), meta: only('due') },
    { path: '/trucks/:id', name: 'truck', component: () => import('./views/truck/TruckPage.vue'), props: true },
    { path: '/cases', name: 'cases', component: () => import('./views/cases/CasesPage.vue'), meta: only('cases') },
    { path: '/trucks/:id/cases/:caseId', name: 'case', component: () => import('./views/cases/CasePage.vue'), props: true },
    { path: '/fleet', name: 'fleet', component: () => import('./views/fleet/FleetPage.vue'), meta: only('fleet') },
    { path: '/manager', name: 'manager', component: () => import('./views/manager/ManagerPage.vue'), meta: only('manager') },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('./frame/MissingPage.vue') },
]

export const router = createRouter({
    history: createWebHashHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to) => {
    const roles = to.meta.roles as Role[] | undefined
    if (roles !== undefined && me.value !== null && !roles.includes(me.value.role)) return { name: 'missing', params: { rest: ['missing'] } }
    return true
})
