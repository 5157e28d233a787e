// How a course is drawn: known points as a line, the fan as a band between its edges, what is not
// believed as crosses, new instruments as upright lines.
import { computed, type ComputedRef, type Ref } from 'vue'
import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared'
import { axisLook, tip, type Option, type Palette } from '@/parts/charts'
import { useWords } from '@/words'
import type { Course, Point } from './course'

const empty: Point[] = []

// A ring around the fan: out along its late edge, back along the early one.
function band(course: Course | null, fill: string): CustomSeriesRenderItem {
    return (_params, api) => ({
        type: 'polygon',
        shape: { points: [...(course?.fan.late ?? []), ...[...(course?.fan.early ?? [])].reverse()].map((point) => api.coord(point)) },
        style: { fill, opacity: 0.3 },
    })
}

export function useCourseOption(course: Ref<Course | null>): ComputedRef<(colours: Palette) => Option> {
    const { t, amount, day } = useWords()
    return computed(() => {
        const c = course.value
        const unit = c?.unit ?? 'm'
        const inUnit = (value: number) => amount(value, unit)
        const onDay = (time: number) => day(new Date(time).toISOString().slice(0, 10))
        return (colours: Palette): Option => ({
            grid: { left: 8, right: 20, top: 40, bottom: 4, containLabel: true },
            legend: { top: 0, left: 0, itemWidth: 16, itemHeight: 8, textStyle: { color: colours.ink, fontSize: 12 }, type: 'scroll' },
            tooltip: { ...tip(colours), trigger: 'item', formatter: (at: { seriesName?: string; value?: unknown }) => { const [time, value] = at.value as Point; return `${at.seriesName}\n${onDay(time)}  ${inUnit(value)}` } },
            xAxis: { type: 'time', ...axisLook(colours), splitLine: { show: false }, axisLabel: { ...axisLook(colours).axisLabel, formatter: onDay } },
            yAxis: { type: 'value', scale: true, ...axisLook(colours), axisLabel: { ...axisLook(colours).axisLabel, formatter: inUnit } },
            series: [
                {
                    name: t('truck.chart.known'), type: 'line', data: c?.known ?? empty, symbol: 'circle', symbolSize: 4, color: colours.note, lineStyle: { width: 2 },
                    markLine: { symbol: 'none', silent: true, lineStyle: { color: colours.ink, type: 'dashed' }, label: { formatter: t('truck.chart.epoch'), color: colours.ink }, data: (c?.epochs ?? []).map((time) => ({ xAxis: time })) },
                },
                { name: t('truck.chart.fan'), type: 'custom', data: c && c.fan.early.length > 1 ? [c.fan.early[0]!] : empty, color: colours.warn, silent: true, z: 1, renderItem: band(c, colours.warn) },
                // Unseen, so that the axes reach to the edges of the band.
                { type: 'line', data: [...(c?.fan.early ?? empty), ...(c?.fan.late ?? empty)].sort((a, b) => a[0] - b[0]), symbol: 'none', silent: true, tooltip: { show: false }, lineStyle: { opacity: 0 } },
                { name: t('truck.chart.middle'), type: 'line', data: c?.fan.expected ?? empty, symbolSize: 6, color: colours.bad, lineStyle: { width: 2, type: 'dashed' } },
                { name: t('truck.chart.now'), type: 'scatter', data: c?.known.slice(-1) ?? empty, symbolSize: 11, color: colours.accent },
                ...(c && c.held.length + c.refused.length > 0 ? [{ name: t('truck.chart.held'), type: 'scatter' as const, data: [...c.held, ...c.refused], symbol: 'triangle', symbolSize: 12, color: colours.bad }] : []),
            ],
        })
    })
}
