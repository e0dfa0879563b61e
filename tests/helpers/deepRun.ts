// A network of many layers as another program logs it: blocks of six tensors, a gradient that fades towards the input.
import { noLayers } from '../../src/core/run/schema/layerMetrics.js';
import type { GradtopEvent } from '../../src/core/run/events.js';

const PARTS = [
  'norm.weight',
  'attn.qkv.weight',
  'attn.qkv.bias',
  'attn.out.weight',
  'mlp.up.weight',
  'mlp.down.weight',
];

/** `blocks` x 6 layers. Layer 3 of block 7 (attn.out of it) has no gradient at all, and the norm of block 9 is NaN from step 6 on. */
export function deepRun(blocks = 50, steps = 10): GradtopEvent[] {
  const names = Array.from({ length: blocks }, (_, at) => PARTS.map((part) => `model.layers.${at}.${part}`)).flat();
  const layers = names.map((name) => ({ name, parameterCount: name.endsWith('bias') ? 64 : 4096 }));
  const run: GradtopEvent = { type: 'run', runId: 'r', name: 'deep', layers };
  const gradient = (layer: number, step: number): number => {
    if (layer === 7 * 6 + 3) return 0;
    if (layer === 9 * 6 && step >= 6) return NaN;
    return 10 ** (-6 + (5 * layer) / names.length - (layer % 6) / 10);
  };
  return [
    run,
    ...Array.from({ length: steps }, (_, at): GradtopEvent => ({
      type: 'step',
      runId: 'r',
      step: at + 1,
      loss: 3 - at / 10,
      layers: {
        ...noLayers(),
        gradRms: names.map((_, layer) => gradient(layer, at + 1)),
        weightRms: names.map(() => 0.02),
        updateRms: names.map((_, layer) => 2e-5 * (1 + (layer % 6))),
      },
    })),
  ];
}
