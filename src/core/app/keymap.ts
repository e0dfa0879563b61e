// The keys as data: one record a binding. Dispatch, footer, help and the README's table read these records and nothing else.
import { ACTIVATION_NAMES } from '../config/activations.js';
import type { ConfigChange } from '../config/schema.js';
import { activeAt } from '../run/lookup.js';
import { worst } from '../diagnosis/verdict.js';
import { nextInRing, nextOnLadder, PACES, type Setting } from './ladders.js';
import { focusedRun, layerCount } from './selectors.js';
import { PANEL_IDS, type AppState, type Command, type OverlayId, type PanelId, type UiState } from './state.js';

export const KEY_GROUPS = ['network', 'training', 'speed', 'look', 'time', 'diagnosis', 'program'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

/** What a key wants; `update` does it. Values, so that a table can be tested. */
export type Intent =
  | { readonly type: 'setting'; readonly setting: Setting; readonly direction: 1 | -1 }
  | { readonly type: 'change'; readonly change: ConfigChange }
  | { readonly type: 'restart' }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'step' }
  | { readonly type: 'pace'; readonly pace: number; readonly fullSpeed: boolean }
  | { readonly type: 'cursor'; readonly by: number }
  | { readonly type: 'cursorEnd'; readonly end: 'first' | 'live' }
  | { readonly type: 'goto'; readonly step: number }
  | { readonly type: 'focusRun'; readonly index: number }
  | { readonly type: 'startPresets'; readonly names: readonly string[] }
  | { readonly type: 'open'; readonly overlay: OverlayId }
  | { readonly type: 'ui'; readonly patch: Partial<UiState>; readonly say?: string }
  | { readonly type: 'command'; readonly command: Command };

export interface Binding {
  readonly id: string;
  /** Key names as the terminal layer spells them: `a`, `A`, `space`, `shift-tab`, `ctrl-c`. */
  readonly keys: readonly string[];
  readonly group: KeyGroup;
  /** For help and README. */
  readonly label: string;
  /** Short word for the footer; absent: not in the footer. */
  readonly footer?: string;
  readonly action: (state: AppState) => Intent;
  /** Why the key does nothing now, or null. */
  readonly disabled: (state: AppState) => string | null;
}

const always = (): null => null;
const changeable = (state: AppState): string | null => {
  if (state.replay) return 'a recorded run cannot be changed';
  return focusedRun(state)?.config ? null : 'this run has no configuration to change';
};
const alive = (state: AppState): string | null => {
  if (state.replay) return null;
  const run = focusedRun(state);
  if (run?.status === 'failed') return 'the run has failed: r restarts it';
  const running = [...state.runs.values()].some((one) => one.status !== 'ended' && one.status !== 'failed');
  return running ? null : 'the run has ended: r restarts it';
};
const hasSteps = (state: AppState): string | null => ((focusedRun(state)?.loss.length ?? 0) > 0 ? null : 'no step yet');
const hasCursor = (state: AppState): string | null => (state.ui.cursorStep === null ? 'already live' : hasSteps(state));

const setting = (
  id: string,
  keys: readonly string[],
  what: Setting,
  direction: 1 | -1,
  group: KeyGroup,
  label: string,
  footer?: string,
): Binding => ({
  id,
  keys,
  group,
  label,
  ...(footer === undefined ? {} : { footer }),
  action: () => ({ type: 'setting', setting: what, direction }),
  disabled: changeable,
});

type Patch = (ui: UiState, state: AppState) => Partial<UiState>;
const look = (id: string, keys: readonly string[], label: string, patch: Patch, footer?: string): Binding => ({
  id,
  keys,
  group: 'look',
  label,
  ...(footer === undefined ? {} : { footer }),
  action: (state) => ({ type: 'ui', patch: patch(state.ui, state) }),
  disabled: always,
});

/** The panels that `tab` goes through: the table of runs only where there is more than one. */
export const focusablePanels = (state: AppState): readonly PanelId[] =>
  PANEL_IDS.filter((panel) => panel !== 'runs' || state.order.length > 1);

const panelAfter = (state: AppState, direction: 1 | -1): Partial<UiState> => ({
  focusPanel: nextInRing(focusablePanels(state), state.ui.focusPanel, direction),
});
const layerAfter = (state: AppState, by: number): Partial<UiState> => {
  const run = focusedRun(state);
  const last = Math.max(0, (run ? layerCount(run) : 1) - 1);
  return { layer: Math.max(0, Math.min(last, state.ui.layer + by)), weight: 0 };
};
/** Values in the kernel of the chosen layer, from the newest weights event; 0 where it was not logged. */
const weightCount = (state: AppState): number => {
  const kernels = focusedRun(state)?.weights.at(-1)?.parameters ?? [];
  return kernels.find((one) => one.layer === state.ui.layer)?.values.length ?? 0;
};
const weightAfter = (state: AppState, by: number): Partial<UiState> => {
  const count = weightCount(state);
  return { weight: count === 0 ? 0 : (state.ui.weight + by + count) % count };
};
const paceAfter = (state: AppState, direction: 1 | -1): Intent => {
  const pace = nextOnLadder(PACES, state.ui.pace, direction) ?? state.ui.pace;
  return { type: 'pace', pace, fullSpeed: false };
};
/** The finding that the verdict line shows now, at the cursor. */
const shownFinding = (state: AppState) => {
  const run = focusedRun(state);
  return run ? worst(activeAt(run, state.ui.cursorStep)) : null;
};

export const KEYMAP: readonly Binding[] = [
  setting('activation', ['a'], 'activation', 1, 'network', 'next activation', 'activation'),
  setting('activation-back', ['A'], 'activation', -1, 'network', 'previous activation'),
  setting('depth-more', ['d'], 'depth', 1, 'network', 'one hidden layer more', 'deeper'),
  setting('depth-less', ['D'], 'depth', -1, 'network', 'one hidden layer less', 'shallower'),
  setting('width-more', ['w'], 'width', 1, 'network', 'wider layers', 'wider'),
  setting('width-less', ['W'], 'width', -1, 'network', 'narrower layers'),
  setting('initializer', ['i'], 'initializer', 1, 'network', 'next initializer', 'init'),
  setting('initializer-back', ['I'], 'initializer', -1, 'network', 'previous initializer'),
  setting('batch-norm', ['b'], 'batchNorm', 1, 'network', 'batch normalization: none, before, after', 'batch norm'),
  setting('batch-norm-back', ['B'], 'batchNorm', -1, 'network', 'batch normalization, backwards'),
  setting('residual', ['k'], 'residual', 1, 'network', 'residual skips: none, every layer, every 2', 'skips'),
  setting('residual-back', ['K'], 'residual', -1, 'network', 'residual skips, backwards'),
  setting('optimizer', ['o'], 'optimizer', 1, 'training', 'next optimizer (the learning rate stays)', 'optimizer'),
  setting('optimizer-back', ['O'], 'optimizer', -1, 'training', 'previous optimizer'),
  setting('rate-up', ['l'], 'learningRate', 1, 'training', 'higher learning rate (1, 3, 10)', 'rate'),
  setting('rate-down', ['L'], 'learningRate', -1, 'training', 'lower learning rate'),
  setting('clip', ['c'], 'clipNorm', 1, 'training', 'gradient clipping by norm: none, 1, 0.1, 0.01, 10', 'clip'),
  setting('clip-back', ['C'], 'clipNorm', -1, 'training', 'gradient clipping, backwards'),
  setting('seed', ['e'], 'seed', 1, 'training', 'new seed, restart', 'seed'),
  {
    id: 'restart',
    keys: ['r'],
    group: 'training',
    label: 'restart with the same seed',
    footer: 'restart',
    action: () => ({ type: 'restart' }),
    disabled: changeable,
  },
  {
    id: 'picker',
    keys: ['p'],
    group: 'training',
    label: 'choose a preset (space marks several)',
    footer: 'presets',
    action: () => ({ type: 'open', overlay: 'picker' }),
    disabled: (state) => {
      if (state.replay) return 'a recorded run cannot be changed';
      return state.presets.length > 0 ? null : 'no presets found';
    },
  },
  {
    id: 'pause',
    keys: ['space'],
    group: 'speed',
    label: 'pause or go on',
    footer: 'pause',
    action: (state) => ({ type: 'pause', paused: !state.ui.paused }),
    disabled: alive,
  },
  {
    id: 'step',
    keys: ['s'],
    group: 'speed',
    label: 'exactly one step, then pause',
    footer: 'step',
    action: () => ({ type: 'step' }),
    disabled: alive,
  },
  {
    id: 'full-speed',
    keys: ['f'],
    group: 'speed',
    label: 'full speed or live pace',
    footer: 'full speed',
    action: (state) => ({ type: 'pace', pace: state.ui.pace, fullSpeed: !state.ui.fullSpeed }),
    disabled: always,
  },
  {
    id: 'pace-down',
    keys: ['['],
    group: 'speed',
    label: 'slower pace',
    action: (state) => paceAfter(state, -1),
    disabled: always,
  },
  {
    id: 'pace-up',
    keys: [']'],
    group: 'speed',
    label: 'faster pace',
    action: (state) => paceAfter(state, 1),
    disabled: always,
  },
  look('focus-next', ['tab'], 'next panel', (_, state) => panelAfter(state, 1), 'panel'),
  look('focus-back', ['shift-tab'], 'previous panel', (_, state) => panelAfter(state, -1)),
  look('enlarge', ['enter', 'z'], 'enlarge the panel or put it back', (ui) => ({ enlarged: !ui.enlarged }), 'enlarge'),
  look(
    'y-scale',
    ['y'],
    'loss axis: log or linear',
    (ui) => ({ yScale: ui.yScale === 'log' ? 'linear' : 'log' }),
    'log y',
  ),
  look('window', ['u'], 'whole run or recent steps', (ui) => ({
    window: ui.window === 'whole' ? 'recent' : 'whole',
  })),
  look('heat-scale', ['h'], 'heat scale: pinned or fitted', (ui) => ({
    heatScale: ui.heatScale === 'pinned' ? 'fit' : 'pinned',
  })),
  look('theme', ['t'], 'next theme', (ui, state) => ({ theme: nextInRing(state.themes, ui.theme, 1) }), 'theme'),
  look('layer-up', ['up', 'n'], 'layer nearer to the input', (_, state) => layerAfter(state, -1)),
  look('layer-down', ['down', 'j'], 'layer nearer to the output', (_, state) => layerAfter(state, 1)),
  look('weight-back', [','], 'previous weight in the traces', (_, state) => weightAfter(state, -1)),
  look('weight-next', ['.'], 'next weight in the traces', (_, state) => weightAfter(state, 1)),
  look('compare-activation', ['V'], 'activation to compare with', (ui) => ({
    compareActivation: nextInRing<string>(ACTIVATION_NAMES, ui.compareActivation, 1),
  })),
  {
    id: 'focus-run',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    group: 'look',
    label: 'focus on run 1 .. 9',
    // The digit itself is filled in by `update`, which knows the key.
    action: () => ({ type: 'focusRun', index: 0 }),
    disabled: (state) => (state.order.length > 1 ? null : 'there is one run only'),
  },
  {
    id: 'cursor-left',
    keys: ['left'],
    group: 'time',
    label: 'time cursor back',
    footer: 'time',
    action: () => ({ type: 'cursor', by: -1 }),
    disabled: hasSteps,
  },
  {
    id: 'cursor-right',
    keys: ['right'],
    group: 'time',
    label: 'time cursor forward',
    action: () => ({ type: 'cursor', by: 1 }),
    disabled: hasCursor,
  },
  {
    id: 'cursor-left-far',
    keys: ['<'],
    group: 'time',
    label: 'time cursor ten stops back',
    action: () => ({ type: 'cursor', by: -10 }),
    disabled: hasSteps,
  },
  {
    id: 'cursor-right-far',
    keys: ['>'],
    group: 'time',
    label: 'time cursor ten stops forward',
    action: () => ({ type: 'cursor', by: 10 }),
    disabled: hasCursor,
  },
  {
    id: 'cursor-first',
    keys: ['home'],
    group: 'time',
    label: 'time cursor to the first step',
    action: () => ({ type: 'cursorEnd', end: 'first' }),
    disabled: hasSteps,
  },
  {
    id: 'cursor-live',
    keys: ['end'],
    group: 'time',
    label: 'time cursor to the newest step (live)',
    action: () => ({ type: 'cursorEnd', end: 'live' }),
    disabled: hasCursor,
  },
  {
    id: 'goto',
    keys: ['g'],
    group: 'time',
    label: 'go to a step by its number',
    action: () => ({ type: 'open', overlay: 'prompt' }),
    disabled: hasSteps,
  },
  {
    id: 'receipt',
    keys: ['v'],
    group: 'diagnosis',
    label: 'why: the numbers behind the verdict',
    footer: 'why',
    action: () => ({ type: 'open', overlay: 'receipt' }),
    disabled: (state) => (shownFinding(state) ? null : 'no finding to explain'),
  },
  {
    id: 'remedy',
    keys: ['x'],
    group: 'diagnosis',
    label: 'apply the suggested change and restart',
    footer: 'remedy',
    action: (state) => ({ type: 'change', change: shownFinding(state)?.remedy ?? {} }),
    disabled: (state) => {
      const finding = shownFinding(state);
      if (finding === null) return 'nothing to cure';
      return finding.remedy ? changeable(state) : 'this finding suggests no change';
    },
  },
  {
    id: 'back',
    keys: ['esc'],
    group: 'program',
    label: 'close, put back, or live again',
    action: (state) =>
      state.ui.enlarged ? { type: 'ui', patch: { enlarged: false } } : { type: 'cursorEnd', end: 'live' },
    disabled: (state) => (state.ui.enlarged || state.ui.cursorStep !== null ? null : ''),
  },
  {
    id: 'help',
    keys: ['?'],
    group: 'program',
    label: 'this help',
    footer: 'help',
    action: () => ({ type: 'open', overlay: 'help' }),
    disabled: always,
  },
  {
    id: 'redraw',
    keys: ['ctrl-l'],
    group: 'program',
    label: 'draw the screen again',
    action: () => ({ type: 'command', command: { type: 'redraw' } }),
    disabled: always,
  },
  {
    id: 'suspend',
    keys: ['ctrl-z'],
    group: 'program',
    label: 'suspend (fg brings it back)',
    action: () => ({ type: 'command', command: { type: 'suspend' } }),
    disabled: always,
  },
  {
    id: 'quit',
    keys: ['q'],
    group: 'program',
    label: 'quit, with a summary on the normal screen',
    footer: 'quit',
    action: () => ({ type: 'command', command: { type: 'quit', exitCode: 0 } }),
    disabled: always,
  },
  {
    id: 'interrupt',
    keys: ['ctrl-c'],
    group: 'program',
    label: 'quit with exit code 130',
    action: () => ({ type: 'command', command: { type: 'quit', exitCode: 130 } }),
    disabled: always,
  },
];

const BY_KEY: ReadonlyMap<string, Binding> = new Map(
  KEYMAP.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)),
);

/** The binding of a key, if it has one. */
export const bindingOf = (key: string): Binding | undefined => BY_KEY.get(key);

/** What works now and belongs into the footer, in the table's order. */
export const footerBindings = (state: AppState): readonly Binding[] =>
  KEYMAP.filter((binding) => binding.footer !== undefined && binding.disabled(state) === null);
