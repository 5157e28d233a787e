// What we take of ECharts. Tips are drawn on the canvas: as HTML they would need styles that the policy
// of the pages forbids, and a truck's name could be more than a name.
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import * as core from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

core.use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer])

export { core }
export type Option = Parameters<core.ECharts['setOption']>[0]

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

// The colours of the theme that is shown now.
export function palette() {
    return {
        ink: colour('--ink'), quiet: colour('--quiet'), line: colour('--line'), paper: colour('--paper'), accent: colour('--accent'),
        bad: colour('--solid-bad'), warn: colour('--solid-warn'), note: colour('--solid-note'), good: colour('--solid-good'), grey: colour('--solid-grey'),
    }
}
export type Palette = ReturnType<typeof palette>

export function tip(colours: Palette) {
    return { renderMode: 'richText' as const, confine: true, backgroundColor: colours.paper, borderColor: colours.line, textStyle: { color: colours.ink, fontSize: 12 } }
}

export function axisLook(colours: Palette) {
    return {
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { show: false },
        axisLabel: { color: colours.quiet, fontSize: 11, hideOverlap: true },
        splitLine: { lineStyle: { color: colours.line, type: 'dashed' as const } },
    }
}
