// Keys that change the configuration and restart the run.
import { keyReason, keysThatHelp, settingOf, type SteppedField } from '../../config/settings/index.js';
import { keyFor } from '../../keys/changes.js';
import { whyNotOn } from '../trainOn.js';
import { focusedRun } from '../selectors.js';
import type { AppState } from '../state.js';
import { changeable, whyFixed, type Binding, type KeyGroup } from './binding.js';

/** The binding that steps each setting forwards: its id and its usual key. */
const FORWARDS = new Map<SteppedField, readonly [id: string, key: string]>();

type Words = Pick<Binding, 'label' | 'footer' | 'both'>;
const settingIn =
  (group: KeyGroup) =>
  (id: string, key: string, setting: SteppedField, direction: 1 | -1, words: Words): Binding => {
    if (direction === 1) FORWARDS.set(setting, [id, key]);
    return {
      id,
      keys: [key],
      group,
      ...words,
      action: () => ({ type: 'setting', setting, direction }),
      disabled: (state) => changeable(state) ?? whyNoChange(state, setting),
    };
  };

/** Why the network of the focused run does not have the setting, and the key that helps; null: it has. */
function whyNoChange(state: AppState, setting: SteppedField): string | null {
  const config = focusedRun(state)?.config ?? null;
  const { steps } = settingOf(setting);
  const reason = config === null || steps === undefined ? null : keyReason(config, steps);
  if (config === null || reason === null) return reason;
  const helpful = keysThatHelp(config, setting);
  const forwards = helpful === null ? undefined : FORWARDS.get(helpful);
  return forwards === undefined ? reason : `${reason} (key ${keyFor(state.keys, ...forwards)})`;
}

const network = settingIn('network');
const training = settingIn('training');

export const networkBindings: readonly Binding[] = [
  network('activation', 'a', 'activation', 1, {
    label: 'next activation',
    footer: 'activation',
    both: 'next, previous activation',
  }),
  network('activation-back', 'A', 'activation', -1, { label: 'previous activation' }),
  network('depth-more', 'd', 'depth', 1, {
    label: 'add a hidden layer',
    footer: 'deeper',
    both: 'add, remove a hidden layer',
  }),
  network('depth-less', 'D', 'depth', -1, { label: 'remove a hidden layer', footer: 'shallower' }),
  network('width-more', 'w', 'width', 1, { label: 'wider layers', footer: 'wider', both: 'wider, narrower layers' }),
  network('width-less', 'W', 'width', -1, { label: 'narrower layers' }),
  network('initializer', 'i', 'initializer', 1, {
    label: 'next initializer',
    footer: 'init',
    both: 'next, previous initializer',
  }),
  network('initializer-back', 'I', 'initializer', -1, { label: 'previous initializer' }),
  network('batch-norm', 'b', 'batchNorm', 1, {
    label: 'batch normalization: none, before, after',
    footer: 'batch norm',
    both: 'batch norm: none, before, after; back',
  }),
  network('batch-norm-back', 'B', 'batchNorm', -1, { label: 'batch normalization, backwards' }),
  network('residual', 'k', 'residual', 1, {
    label: 'residual skips: none, every layer, every 2',
    footer: 'skips',
    both: 'skips: none, every layer, every 2; back',
  }),
  network('residual-back', 'K', 'residual', -1, { label: 'residual skips, backwards' }),
  network('cell', '0', 'cell', 1, { label: 'recurrent cell: simpleRnn, lstm, gru', footer: 'cell' }),
  network('dropout', 'Z', 'dropout', 1, { label: 'dropout: 0, 0.1, 0.2, 0.5' }),
  training('optimizer', 'o', 'optimizer', 1, {
    label: 'next optimizer; the rate stays',
    footer: 'optimizer',
    both: 'next, previous optimizer; the rate stays',
  }),
  training('optimizer-back', 'O', 'optimizer', -1, { label: 'previous optimizer' }),
  training('rate-up', 'l', 'learningRate', 1, {
    label: 'higher learning rate (1, 3, 10)',
    footer: 'rate',
    both: 'higher, lower learning rate (1, 3, 10)',
  }),
  training('rate-down', 'L', 'learningRate', -1, { label: 'lower learning rate' }),
  training('schedule', ';', 'schedule', 1, {
    label: 'rate over the run: constant, step, cosine, one cycle',
    footer: 'schedule',
    both: 'rate constant, in steps, cosine, one cycle; back',
  }),
  training('schedule-back', ':', 'schedule', -1, { label: 'schedule of the rate, backwards' }),
  training('decay-epochs', 'ctrl-n', 'decayEpochs', 1, { label: 'epochs between falls of the rate: 30, 100, 3, 10' }),
  training('decay-factor', 'ctrl-f', 'decayFactor', 1, { label: 'factor of each fall of the rate: 0.1, 0.2, 0.5' }),
  training('warm-up', '`', 'warmupSteps', 1, { label: 'warm-up of the rate: 0, 10, 100, 1000 steps' }),
  training('clip', 'c', 'clipNorm', 1, {
    label: 'gradient clipping by norm: none, 1, 0.1, 0.01, 10',
    footer: 'clip',
    both: 'clip the gradient norm: none, 1, 0.1, 0.01, 10; backwards',
  }),
  training('clip-back', 'C', 'clipNorm', -1, { label: 'gradient clipping, backwards' }),
  training('weight-decay', 'F', 'weightDecay', 1, { label: 'weight decay: 0, 0.0001, 0.001, 0.01, 0.1' }),
  training('l2', 'Q', 'l2', 1, { label: 'L2 penalty: 0, 0.0001, 0.001, 0.01' }),
  training('batch-more', '%', 'batchSize', 1, {
    label: 'larger batches (1, 2, 4 ...)',
    footer: 'batch',
    both: 'larger, smaller batches (1, 2, 4 ...)',
  }),
  training('batch-less', '$', 'batchSize', -1, { label: 'smaller batches' }),
  training('epochs-more', '#', 'epochs', 1, {
    label: 'more epochs (1, 2, 5 ...)',
    footer: 'epochs',
    both: 'more, fewer epochs (1, 2, 5 ...)',
  }),
  training('epochs-less', '@', 'epochs', -1, { label: 'fewer epochs' }),
  {
    id: 'train-on',
    keys: ['!'],
    group: 'training',
    label: 'train on: an ended run for as many epochs again',
    footer: 'train on',
    action: () => ({ type: 'trainOn' }),
    disabled: (state) => changeable(state) ?? whyNotOn(focusedRun(state), state.keys),
  },
  training('accumulate', 'J', 'accumulate', 1, { label: 'batches a step: 1, 2, 4, 8' }),
  training('stop', 'E', 'stop', 1, { label: 'stop: never, where solved, without improvement' }),
  training('patience', 'ctrl-w', 'patience', 1, { label: 'epochs to wait for an improvement: 10, 30, 100, 3' }),
  training('held-out', 'ctrl-t', 'validationSplit', 1, { label: 'share of samples to hold out: 0, 0.2, 0.5' }),
  training('noise-scale', 'N', 'noiseScale', 1, { label: 'measure the gradient noise scale, or not' }),
  training('sharpness', '^', 'sharpness', 1, { label: 'measure sharpness and highest stable rate, or not' }),
  training('sharpness-every', '\\', 'sharpnessEvery', 1, {
    label: 'steps between sharpness figures: auto, 10, 1, 100',
  }),
  training('jacobian', '|', 'jacobian', 1, { label: 'measure the Jacobian: how signals propagate' }),
  training('seed', 'e', 'seed', 1, { label: 'new seed, restart', footer: 'seed' }),
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
    label: 'choose a preset, or mark several',
    footer: 'presets',
    action: () => ({ type: 'open', overlay: 'picker' }),
    disabled: (state) => {
      const fixed = whyFixed(state);
      if (fixed !== null) return fixed;
      return state.presets.length > 0 ? null : 'no presets found';
    },
  },
];
