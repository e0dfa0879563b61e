// Remedies in the words of the framework, which is recognised by the names of layers and figures.
import type { RunState } from '../../run/runState.js';

export type Framework = 'pytorch' | 'keras' | 'unknown';

export function frameworkOf({ run, scalars }: RunState): Framework {
  const names = run?.layers?.flatMap(({ name }) => name ?? []) ?? [];
  if (names.some((name) => /(?:^|\/)(?:kernel|recurrent_kernel|gamma|embeddings)(?::\d+)?$/.test(name))) return 'keras';
  if (names.some((name) => /(?:^|[._])(?:weight|weight_[ih]h_l\d+|in_proj_weight)$/.test(name))) return 'pytorch';
  return [...scalars.keys()].some((tag) => /(?:^|\/)(?:epoch|batch)_loss$/.test(tag)) ? 'keras' : 'unknown';
}

interface Words {
  readonly clip: string;
  readonly init: string;
  readonly rate: string;
  readonly decay: string;
  readonly leaky: string;
  readonly normalize: string;
}

const TORCH: Words = {
  clip: 'torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0) before optimizer.step()',
  init: 'nn.ReLU or nn.GELU as activation, with torch.nn.init.kaiming_normal_ for the weights; residual connections or LayerNorm',
  rate: 'lr of the optimizer',
  decay: 'weight_decay of AdamW, nn.Dropout, or more data',
  leaky: 'nn.LeakyReLU or nn.ELU in place of nn.ReLU',
  normalize: 'nn.LayerNorm or nn.BatchNorm1d before the activation, or torch.nn.init.xavier_uniform_ for the weights',
};
const KERAS: Words = {
  clip: 'global_clipnorm=1.0 of the optimizer',
  init: 'activation="relu" or "gelu", with kernel_initializer="he_normal"; residual connections or LayerNormalization',
  rate: 'learning_rate of the optimizer',
  decay: 'weight_decay of the optimizer, Dropout, or more data',
  leaky: 'activation="leaky_relu" or "elu" in place of "relu"',
  normalize: 'LayerNormalization or BatchNormalization before the activation, or kernel_initializer="glorot_uniform"',
};
const ANY: Words = {
  clip: 'clip the gradient by its global norm (PyTorch: clip_grad_norm_, Keras: global_clipnorm)',
  init: 'ReLU or GELU as activation, with He weight init; residual connections or normalization layers',
  rate: 'the learning rate (lr)',
  decay: 'weight decay, dropout, or more data',
  leaky: 'leaky ReLU or ELU in place of ReLU',
  normalize: 'a normalization layer before the activation, or Glorot weight init',
};

export const wordsFor = (framework: Framework): Words =>
  framework === 'pytorch' ? TORCH : framework === 'keras' ? KERAS : ANY;
