// Recurrent networks: RMS of the gradient with respect to the state after each time step, over training. The last time step,
// which the loss reads, is at the top and the first at the bottom.
import type { Area } from '../../core/screen/area.js';
import { sampledAt } from '../../core/run/lookup.js';
import type { Canvas } from '../../core/screen/canvas.js';
import { heatOf, louder, paintHeat, paintLegend, PINNED, type Heat } from '../paint/heat.js';
import { stepOf } from '../../core/run/stepDomain.js';
import { textRight } from '../paint/words.js';
import { muted, sayNothing } from './common.js';
import type { PanelRegion, PanelView } from './panel.js';
import { axisRows, domainOf, paintCursor, paintTimeAxis, plotArea, timeRegion } from './timeAxis.js';

/** Paints the focused run's probes; each column shows the last probe by its last step. */
export function paintThroughTime(canvas: Canvas, view: PanelView): void {
  const probes = view.focus.state.probes.filter((probe) => probe.throughTime !== undefined);
  const times = probes[0]?.throughTime?.length ?? 0;
  const axis = axisBelow(canvas.height);
  const area = plotArea(canvas, 0, axis + 1);
  if (times === 0) return sayNothing(canvas, view, 'no gradient through time in this log');
  if (area.width < 2 || area.height < 1) return sayNothing(canvas, view, 'too small');
  const domain = domainOf(view, area.width);
  const rows = Math.min(times, area.height);
  const latest = probes.at(-1)?.step ?? 0;
  for (let x = 0; x < area.width; x += 1) {
    const first = stepOf(domain, x);
    if (first > Math.max(latest, view.focus.state.step)) break;
    const probe = sampledAt(probes, Math.max(first, stepOf(domain, x + 1) - 1));
    for (let row = 0; row < rows; row += 1) {
      const from = times - Math.floor(((row + 1) * times) / rows);
      const to = times - 1 - Math.floor((row * times) / rows);
      let heat: Heat = { kind: 'none' };
      for (let time = from; time <= to; time += 1) heat = louder(heatOf(PINNED, probe?.throughTime?.[time]), heat);
      const top = Math.floor((row * area.height) / rows);
      const end = Math.floor(((row + 1) * area.height) / rows);
      for (let y = top; y < end; y += 1) paintHeat(canvas, area.x + x, y, heat, view);
    }
  }
  const style = muted(view);
  textRight(canvas, area.x - 1, 0, `t=${times}`, style);
  if (area.height > 1) textRight(canvas, area.x - 1, area.height - 1, 't=1', style);
  if (area.height > 4) textRight(canvas, area.x - 1, area.height >> 1, `t=${Math.round(times / 2)}`, style);
  const plot = { canvas, view, area };
  paintCursor(plot, domain);
  paintTimeAxis(plot, domain, axis);
  paintLegend(canvas, { x: 0, y: canvas.height - 1, width: canvas.width }, PINNED, view);
}

/** Below the plot are the axis and the legend. */
const axisBelow = (height: number): number => Math.min(2, axisRows(height));

export const throughTimeRegions = (view: PanelView, panel: Area): readonly PanelRegion[] =>
  timeRegion(view, plotArea(panel, 0, axisBelow(panel.height) + 1), panel);
