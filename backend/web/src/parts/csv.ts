// A table as a file for a spreadsheet, made here from what is shown. With a byte order mark, without
// which Excel does not take it for UTF-8; and no cell of it is taken for a formula.
type Cell = string | number | null

function cellOf(cell: Cell): string {
    if (cell === null) return ''
    if (typeof cell === 'number') return String(cell)
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

export const csvOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
    '\uFEFF' + [head, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n') + '\r\n'

export function download(name: string, text: string) {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
    link.download = name
    link.click()
    URL.revokeObjectURL(link.href)
}
