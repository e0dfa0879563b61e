// Keys of the view: panels, scales, theme, chosen layer and weight.
import { ACTIVATION_NAMES } from '../../config/activations.js';
import { confusionAt } from '../../run/confusion.js';
import { predictionsAt } from '../../run/predictions.js';
import { nextInRing } from '../ladders.js';
import { hiddenIn } from '../layoutState.js';
import type { AppState, PanelId, UiState } from '../state.js';
import { always, type Binding } from './binding.js';

const info = (text: string): Pick<UiState, 'message'> => ({ message: { text, level: 'info' } });

type Patch = (ui: UiState, state: AppState) => Partial<UiState>;
type Words = Pick<Binding, 'label' | 'footer' | 'both'>;
const look = (id: string, keys: readonly string[], words: Words, patch: Patch): Binding => ({
  id,
  keys,
  group: 'look',
  ...words,
  action: (state) => ({ type: 'ui', patch: patch(state.ui, state) }),
  disabled: always,
});

/** The panels that `tab` goes through now. */
export function focusablePanels({ panels, order, runs, focus }: AppState): readonly PanelId[] {
  const run = runs.get(focus);
  const several = order.length > 1;
  const classes = run !== undefined && confusionAt(run, null) !== null;
  const numbers = run !== undefined && predictionsAt(run, null) !== null;
  return panels
    .filter(({ severalOnly }) => several || !severalOnly)
    .filter(({ classesOnly, numbersOnly }) => (classes || classesOnly !== true) && (numbers || numbersOnly !== true))
    .map(({ id }) => id);
}

const panelAfter = (state: AppState, direction: 1 | -1): Partial<UiState> => {
  const hidden = hiddenIn(state.ui.layout);
  const panels = focusablePanels(state).filter((id) => !hidden.includes(id));
  return { focusPanel: nextInRing(panels, state.ui.focusPanel, direction) };
};
const scaled = (yScale: UiState['yScale']): Partial<UiState> => ({ yScale, ...info(`loss axis: ${yScale}`) });
const windowed = (window: UiState['window']): Partial<UiState> => ({
  window,
  zoom: null,
  ...info(window === 'whole' ? 'the whole run' : 'recent steps only'),
});
const heated = (heatScale: UiState['heatScale']): Partial<UiState> => ({
  heatScale,
  ...info(heatScale === 'fit' ? 'heat scale: fitted to what is on screen' : 'heat scale: pinned, to compare runs'),
});
const themed = (theme: string): Partial<UiState> => ({ theme, ...info(`theme: ${theme}`) });
const compared = (compareActivation: string): Partial<UiState> => ({
  compareActivation,
  ...info(`the activation view compares with ${compareActivation}`),
});

export const lookBindings: readonly Binding[] = [
  look('focus-next', ['tab'], { label: 'next panel', both: 'next, previous panel', footer: 'panel' }, (_, state) =>
    panelAfter(state, 1),
  ),
  look('focus-back', ['shift-tab'], { label: 'previous panel' }, (_, state) => panelAfter(state, -1)),
  look('enlarge', ['enter', 'z'], { label: 'enlarge or restore the panel', footer: 'enlarge' }, (ui) => ({
    enlarged: !ui.enlarged,
  })),
  look('y-scale', ['y'], { label: 'loss axis: log or linear', footer: 'log y' }, (ui) =>
    scaled(ui.yScale === 'log' ? 'linear' : 'log'),
  ),
  look('fine-loss', ['~'], { label: 'loss: a line, or fine dots' }, ({ fineLoss }) => ({
    fineLoss: !fineLoss,
    ...info(fineLoss ? 'loss: a line' : 'loss: fine dots (not in ASCII)'),
  })),
  look('window', ['u'], { label: 'whole run or recent steps' }, (ui) =>
    windowed(ui.window === 'whole' ? 'recent' : 'whole'),
  ),
  look('heat-scale', ['h'], { label: 'heat scale: pinned or fitted' }, (ui) =>
    heated(ui.heatScale === 'pinned' ? 'fit' : 'pinned'),
  ),
  look('theme', ['t'], { label: 'next theme', footer: 'theme' }, (ui, state) =>
    themed(nextInRing(state.themes, ui.theme, 1)),
  ),
  look('compare-activation', ['V'], { label: 'activation to compare with' }, (ui) =>
    compared(nextInRing<string>(ACTIVATION_NAMES, ui.compareActivation, 1)),
  ),
];
