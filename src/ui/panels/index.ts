// The table of panels: what the layout places and the surface paints.
import type { PanelId } from '../../core/app/state.js';
import { activationPanel } from './activation.js';
import { chainPanel } from './chain.js';
import { dataPanel } from './data.js';
import { heatmapPanel } from './heatmap.js';
import { layersPanel } from './layers.js';
import { lossPanel } from './loss.js';
import type { Panel } from './panel.js';
import { runsPanel } from './runs.js';
import { spreadPanel } from './spread.js';
import { tracesPanel } from './traces.js';
import { weightsPanel } from './weights.js';

export const PANELS: Readonly<Record<PanelId, Panel>> = {
  loss: lossPanel,
  heatmap: heatmapPanel,
  layers: layersPanel,
  data: dataPanel,
  weights: weightsPanel,
  traces: tracesPanel,
  activation: activationPanel,
  chain: chainPanel,
  spread: spreadPanel,
  runs: runsPanel,
};
