// Filters the layers by a part of their name.
import { layerRows, layersNamed, rowOfLayer } from './layerRows.js';
import { focusedRun } from './selectors.js';
import type { AppState, UiState } from './state.js';

/** An empty `part` shows all layers. */
export function layersFiltered(state: AppState, part: string): Partial<UiState> {
  const run = focusedRun(state);
  if (run === undefined || part === '') return { layerFilter: '' };
  const count = layersNamed(run, part);
  const rows = layerRows(run, { ...state.ui, layerFilter: part });
  const layer = rows[rowOfLayer(rows, state.ui.layer)]?.layers[0] ?? 0;
  const text = `${count} of ${run.run?.layers?.length ?? count} layers; / and enter shows all`;
  return { layerFilter: part, layer, weight: 0, message: { text, level: 'info' } };
}
