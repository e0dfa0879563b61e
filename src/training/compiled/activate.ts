// Activations over arrays: fast loops for the common ones, the scalar definitions for the rest.
import { ACTIVATIONS, type ActivationName } from '../../core/config/activations.js';

/** post[i] = f(pre[i]) for i < size. `alpha` [units]: PReLU's slopes. */
export function activateAll(
  name: ActivationName,
  pre: Float32Array,
  post: Float32Array,
  size: number,
  alpha: Float32Array | null,
): void {
  switch (name) {
    case 'linear':
      post.set(pre.subarray(0, size));
      return;
    case 'sigmoid':
      for (let i = 0; i < size; i += 1) post[i] = 1 / (1 + Math.exp(-pre[i]!));
      return;
    case 'tanh':
      for (let i = 0; i < size; i += 1) post[i] = Math.tanh(pre[i]!);
      return;
    case 'relu':
      // Written so that NaN comes through.
      for (let i = 0; i < size; i += 1) post[i] = pre[i]! <= 0 ? 0 : pre[i]!;
      return;
    case 'prelu':
      for (let i = 0; i < size; i += 1) post[i] = pre[i]! > 0 ? pre[i]! : alpha![i % alpha!.length]! * pre[i]!;
      return;
    default: {
      const { f } = ACTIVATIONS[name];
      for (let i = 0; i < size; i += 1) post[i] = f(pre[i]!);
    }
  }
}

/** d[i] *= f'(pre[i]) for i < size; for PReLU also dAlpha[unit] = sum of d × min(0, pre). */
export function backActivate(
  name: ActivationName,
  pre: Float32Array,
  post: Float32Array,
  d: Float32Array,
  size: number,
  alpha: Float32Array | null,
  dAlpha: Float32Array | null,
): void {
  switch (name) {
    case 'linear':
      return;
    case 'sigmoid':
      for (let i = 0; i < size; i += 1) d[i] = d[i]! * post[i]! * (1 - post[i]!);
      return;
    case 'tanh':
      for (let i = 0; i < size; i += 1) d[i] = d[i]! * (1 - post[i]! * post[i]!);
      return;
    case 'relu':
      for (let i = 0; i < size; i += 1) if (pre[i]! <= 0) d[i] = 0;
      return;
    case 'prelu': {
      const units = alpha!.length;
      const sums = new Float64Array(units);
      for (let i = 0; i < size; i += 1) {
        if (pre[i]! > 0) continue;
        const unit = i % units;
        sums[unit] = sums[unit]! + d[i]! * pre[i]!;
        d[i] = d[i]! * alpha![unit]!;
      }
      dAlpha!.set(sums);
      return;
    }
    default: {
      const { derivative } = ACTIVATIONS[name];
      for (let i = 0; i < size; i += 1) d[i] = d[i]! * derivative(pre[i]!);
    }
  }
}
