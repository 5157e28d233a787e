// Is the backend there? Every request says so; while it is away, it is asked again and again.
import { ref } from 'vue'

export const isAway = ref(false)
// Counts the times that it came back, so that whoever shows something old can ask anew.
export const returns = ref(0)

const pause = 3000
let timer: number | undefined

async function askAgain() {
    try {
        const answer = await fetch('/healthz', { cache: 'no-store' })
        if (answer.status === 200 || answer.status === 503) return noteAnswer()
    } catch {
        // still away
    }
    timer = window.setTimeout(askAgain, pause)
}

export function noteAnswer() {
    window.clearTimeout(timer)
    timer = undefined
    if (!isAway.value) return
    isAway.value = false
    returns.value += 1
}

export function noteSilence() {
    isAway.value = true
    timer ??= window.setTimeout(askAgain, pause)
}

window.addEventListener('offline', noteSilence)
