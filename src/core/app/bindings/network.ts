// Keys that change the configuration and restart: the network, its training, the preset.
import type { Setting } from '../ladders.js';
import { changeable, type Binding, type KeyGroup } from './binding.js';

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

export const networkBindings: readonly Binding[] = [
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
];
