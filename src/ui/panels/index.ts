// The table of panels, in the order of the key tab.
import type { PanelEntry, PanelId } from '../../core/app/state.js';
import { activationPanel } from './activation.js';
import { chainPanel } from './chain.js';
import { confusionPanel } from './confusion.js';
import { dataPanel } from './data.js';
import { heatmapPanel } from './heatmap.js';
import { layersPanel } from './layers.js';
import { limitsPanel } from './limits.js';
import { lossPanel } from './loss.js';
import { metricsPanel } from './metrics.js';
import type { Panel } from './panel.js';
import { predictedPanel } from './predicted.js';
import { propagationPanel } from './propagation.js';
import { runsPanel } from './runs.js';
import { spreadPanel } from './spread.js';
import { tracesPanel } from './traces.js';
import { weightsPanel } from './weights.js';

export const PANELS = {
  loss: lossPanel,
  heatmap: heatmapPanel,
  layers: layersPanel,
  data: dataPanel,
  weights: weightsPanel,
  traces: tracesPanel,
  activation: activationPanel,
  chain: chainPanel,
  spread: spreadPanel,
  propagation: propagationPanel,
  limits: limitsPanel,
  metrics: metricsPanel,
  confusion: confusionPanel,
  predicted: predictedPanel,
  runs: runsPanel,
} as const satisfies Readonly<Record<string, Panel>>;

export type PanelName = keyof typeof PANELS;
export const PANEL_NAMES = Object.keys(PANELS) as [PanelName, ...PanelName[]];

/** @throws Error for a name that is not in the table */
export function panelOf(id: PanelId): Panel {
  const name = PANEL_NAMES.find((one) => one === id);
  if (name === undefined) throw new Error(`no panel ${id}`);
  return PANELS[name];
}

/** The facts about panels that the keys need. */
export const PANEL_ENTRIES: readonly PanelEntry[] = PANEL_NAMES.map((id) => ({
  id,
  severalOnly: panelOf(id).severalOnly === true,
  classesOnly: panelOf(id).classesOnly === true,
  numbersOnly: panelOf(id).numbersOnly === true,
  claims: panelOf(id).claims,
}));

/** The panels that claim room, in the order of their claims. */
export const claimants = (runs: 'one' | 'several'): PanelId[] => {
  const place = (id: PanelName): number => panelOf(id).claims[runs] ?? Infinity;
  return PANEL_NAMES.filter((id) => Number.isFinite(place(id))).sort((a, b) => place(a) - place(b));
};
