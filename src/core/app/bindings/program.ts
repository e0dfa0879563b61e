// Keys of the diagnosis and of the program itself.
import { whyNothing } from '../../cure/words.js';
import { worst } from '../../diagnosis/verdict.js';
import { activeAt } from '../../run/lookup.js';
import { nearestPreset } from '../../config/asAsked.js';
import { commandLineOf } from '../../text/commandLine.js';
import { comparisonHere } from '../comparison.js';
import { figuresHere, verdictHere } from '../figuresHere.js';
import { remediesHere, remedyHere } from '../remedy.js';
import { focusedRun } from '../selectors.js';
import type { AppState } from '../state.js';
import { keyFor } from '../../keys/changes.js';
import { always, changeable, type Binding } from './binding.js';
import { networkBindings } from './network.js';

/** The finding that the verdict line shows, at the time cursor. */
const shownFinding = (state: AppState) => {
  const run = focusedRun(state);
  return run ? worst(activeAt(run, state.ui.cursorStep)) : null;
};

const noRemedy = (state: AppState): string | null => {
  const run = focusedRun(state);
  if (run === undefined) return 'no run';
  return changeable(state) ?? whyNothing(run, state.ui.cursorStep, remediesHere(state));
};

/** The command line that trains the focused run again; empty without a configuration. */
function commandLineHere(state: AppState): string {
  const run = focusedRun(state);
  if (!run?.config) return '';
  const base = nearestPreset(run.config, state.presets);
  return commandLineOf(run, run.config, { base, preset: base.name });
}

/** What is to be known about a command whose table came through a pipe; null if its file can be read again. */
function pipeNote(data: string | null): string | null {
  if (data === '-') return 'the table came through standard input: pipe it in again';
  // Process substitution; the pipe is gone with the shell's command.
  return data !== null && /^\/(?:dev|proc\/[^/]+)\/fd\/\d+$/.test(data)
    ? `${data} was a pipe and cannot be read again: name a file instead`
    : null;
}

/** The settings that the hint names. */
const TWIN_IDS = [
  'activation',
  'depth-more',
  'initializer',
  'batch-norm',
  'residual',
  'optimizer',
  'rate-up',
  'clip',
  'seed',
];

function twinHint({ keys }: AppState): string {
  const named = TWIN_IDS.flatMap((id) => networkBindings.find((binding) => binding.id === id) ?? []);
  const changes = named.map((binding) => keyFor(keys, binding.id, binding.keys[0] ?? '')).join(', ');
  const [twin, back] = [keyFor(keys, 'twin', 'm'), keyFor(keys, 'back', 'esc')];
  return `twin: press the key of the one change (${changes} ...), ${twin} again for none, ${back} to leave it`;
}

export const programBindings: readonly Binding[] = [
  {
    id: 'receipt',
    keys: ['v'],
    group: 'diagnosis',
    label: 'why: the evidence, the whole comparison',
    footer: 'why',
    action: () => ({ type: 'open', overlay: 'receipt' }),
    disabled: (state) => {
      const run = focusedRun(state);
      const known = run !== undefined && (run.loss.length > 0 || run.failure !== null);
      return known || shownFinding(state) || comparisonHere(state) ? null : 'no step yet: nothing to explain';
    },
  },
  {
    id: 'remedy',
    keys: ['x'],
    group: 'diagnosis',
    label: 'twin with the suggested change',
    footer: 'remedy',
    action: (state) => ({ type: 'twin', change: remedyHere(state) }),
    disabled: noRemedy,
  },
  {
    id: 'remedy-here',
    keys: ['X'],
    group: 'diagnosis',
    label: 'restart this run with the suggested change',
    action: (state) => ({ type: 'change', change: remedyHere(state) }),
    disabled: noRemedy,
  },
  {
    id: 'cure',
    keys: ['&'],
    group: 'diagnosis',
    label: 'cure: try all that is suggested, one by one',
    action: () => ({ type: 'cure', wish: 'begin' }),
    disabled: changeable,
  },
  {
    id: 'twin',
    keys: ['m'],
    group: 'diagnosis',
    label: 'twin that differs by the next setting key',
    footer: 'twin',
    action: (state) =>
      state.ui.twinArmed
        ? { type: 'twin', change: {} }
        : { type: 'ui', patch: { twinArmed: true, message: { text: twinHint(state), level: 'info' } } },
    disabled: changeable,
  },
  {
    id: 'copy',
    keys: ['Y'],
    group: 'program',
    label: 'copy the command line of the run',
    action: (state) => {
      const note = pipeNote(focusedRun(state)?.config?.data ?? null);
      return { type: 'copy', text: commandLineHere(state), ...(note === null ? {} : { note }) };
    },
    disabled: (state) => (focusedRun(state)?.config ? null : 'this log has no configuration'),
  },
  {
    id: 'copy-verdict',
    keys: ['ctrl-y'],
    group: 'program',
    label: 'copy the verdict, at the time cursor',
    action: (state) => ({ type: 'copy', text: verdictHere(state) }),
    disabled: (state) => (verdictHere(state) === '' ? 'no run' : null),
  },
  {
    id: 'copy-value',
    keys: ['ctrl-e'],
    group: 'program',
    label: 'copy loss, accuracy and gradient at the time cursor',
    action: (state) => ({ type: 'copy', text: figuresHere(state) }),
    disabled: (state) => (figuresHere(state) === '' ? 'no step yet' : null),
  },
  {
    id: 'record',
    keys: ['R'],
    group: 'program',
    label: 'record the run log, or stop',
    action: () => ({ type: 'command', command: { type: 'record' } }),
    disabled: (state) => (state.replay ? 'this is already a recording' : null),
  },
  {
    id: 'back',
    keys: ['esc'],
    group: 'program',
    label: 'close, restore, or return to live',
    action: (state) =>
      state.ui.twinArmed
        ? { type: 'ui', patch: { twinArmed: false, message: null } }
        : state.ui.enlarged
          ? { type: 'ui', patch: { enlarged: false } }
          : { type: 'cursorEnd', end: 'live' },
    disabled: (state) => (state.ui.twinArmed || state.ui.enlarged || state.ui.cursorStep !== null ? null : ''),
  },
  {
    id: 'help',
    keys: ['?'],
    group: 'program',
    label: 'this help; tab there: what the words mean',
    footer: 'help',
    action: () => ({ type: 'open', overlay: 'help' }),
    disabled: always,
  },
  {
    id: 'palette',
    keys: ['/', 'ctrl-p', 'f2'],
    group: 'program',
    label: 'find an action or layers by name',
    action: () => ({ type: 'open', overlay: 'palette' }),
    disabled: always,
  },
  {
    id: 'redraw',
    keys: ['ctrl-l'],
    group: 'program',
    label: 'redraw the screen',
    action: () => ({ type: 'command', command: { type: 'redraw' } }),
    disabled: always,
  },
  {
    id: 'suspend',
    keys: ['ctrl-z'],
    group: 'program',
    label: 'suspend (fg resumes)',
    action: () => ({ type: 'command', command: { type: 'suspend' } }),
    disabled: always,
  },
  {
    id: 'quit',
    keys: ['q'],
    group: 'program',
    label: 'quit, with a summary on the normal screen',
    wayOut: true,
    footer: 'quit',
    action: () => ({ type: 'command', command: { type: 'quit', exitCode: 0 } }),
    disabled: always,
  },
  {
    id: 'interrupt',
    keys: ['ctrl-c'],
    group: 'program',
    label: 'quit with exit code 130',
    wayOut: true,
    action: () => ({ type: 'command', command: { type: 'quit', exitCode: 130 } }),
    disabled: always,
  },
];
