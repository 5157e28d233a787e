// Requests to the interface, typed by openapi.yaml: a path, a parameter or a field that is not
// described does not compile.
import type { paths } from './schema'
import { noteAnswer, noteSilence } from './connection'
import { endSession, headers } from './session'

export class ApiError extends Error {
    constructor(
        readonly kind: 'away' | 'refused' | 'forbidden' | 'not_found' | 'conflict' | 'bad' | 'failed',
        readonly words: string,
    ) {
        super(words)
    }
}

type Getting = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: { content: { 'application/json': unknown } } } } } ? P : never }[keyof paths]
type Answer<P extends Getting> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer T } } } } } ? T : never
type Query<P extends Getting> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? Exclude<Q, undefined> : never

const kinds: Record<number, ApiError['kind']> = { 401: 'refused', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 400: 'bad', 422: 'bad' }

async function errorOf(response: Response): Promise<ApiError> {
    const body = await response.json().catch(() => null)
    const words = body?.error?.message ?? response.statusText
    return new ApiError(kinds[response.status] ?? 'failed', words)
}

async function ask(url: string, init: RequestInit): Promise<Response> {
    let response: Response
    try {
        response = await fetch(url, { ...init, headers: { Accept: 'application/json', ...headers(), ...init.headers } })
    } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') throw error
        noteSilence()
        throw new ApiError('away', '')
    }
    if (response.status === 502 || response.status === 504) {
        noteSilence()  // a proxy stands before it
        throw new ApiError('away', '')
    }
    noteAnswer()
    if (response.status === 401) endSession('refused')
    if (!response.ok) throw await errorOf(response)
    return response
}

// /api/v1/trucks/{id} with id = "a/b" is /api/v1/trucks/a%2Fb.
export function urlOf(path: string, ids: Record<string, string> = {}, query: Record<string, unknown> = {}): string {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''))
    const wanted = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
    const text = new URLSearchParams(wanted.map(([name, value]) => [name, String(value)])).toString()
    return text === '' ? filled : `${filled}?${text}`
}

export interface Asking<P extends Getting> {
    ids?: Record<string, string>
    query?: Query<P>
    signal?: AbortSignal
}

export async function get<P extends Getting>(path: P, asking: Asking<P> = {}): Promise<Answer<P>> {
    const url = urlOf(path, asking.ids, asking.query as Record<string, unknown>)
    const response = await ask(url, asking.signal ? { signal: asking.signal } : {})
    return (await response.json()) as Answer<P>
}

export async function post<Body, Answered>(path: keyof paths, ids: Record<string, string>, query: Record<string, string>, body: Body): Promise<Answered> {
    const response = await ask(urlOf(path, ids, query), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
    })
    return (await response.json()) as Answered
}

export type { Answer, Getting, Query }
