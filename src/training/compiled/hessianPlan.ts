// The memory plan of products with the Hessian: which values of a layer are kept, and which are derivatives along the direction. Pure.
import { isConv } from '../../core/config/cells.js';
import { ELEMENTWISE, type ElementwiseActivation } from '../../core/config/activations.js';
import type { LayerInfo, ParameterKind } from '../../core/network/layout.js';
import type { EngineRequest } from '../engine.js';
import { Allotment } from '../simd/allotment.js';
import { FLOAT_BYTES, ROW_BYTES, tilesOf } from '../simd/tile.js';
import type { ConvShape } from './conv.js';
import { GRADIENT_BUFFERS, poolsBelow } from './plan.js';

export const isElementwise = (name: string): name is ElementwiseActivation =>
  (ELEMENTWISE as readonly string[]).includes(name);

/** Byte addresses of a layer's values, [steps][tiles][units][8]. */
export interface Place {
  readonly layer: LayerInfo;
  /** Pixels of a convolution; 1 otherwise. */
  readonly steps: number;
  readonly image: ConvShape['image'] | null;
  readonly offset: (kind: ParameterKind) => number;
  readonly bytes: number;
  /** Null for a linear layer and for the output layer. */
  readonly activation: ElementwiseActivation | null;
  /** Output, with the skip, and d loss / d z. */
  readonly out: number;
  readonly e: number;
  /** f'(z); null: 1. And f''(z) d loss / d out; null: 0. */
  readonly slope: number | null;
  readonly curve: number | null;
  /** Derivatives of z and of the output along the direction; one buffer if z's is not needed later. */
  readonly dz: number;
  readonly dout: number;
  /** d loss / d out, of the value or along the direction. Every third layer uses the same buffer. */
  readonly g: number;
  /** The means of the convolution below and their derivative along the direction; null if there is none. */
  readonly pooled: { readonly value: number; readonly along: number } | null;
}

export const convShape = ({ layer, steps, image }: Place): ConvShape | null =>
  image === null ? null : { layer, steps, image };

export interface HessianPlan {
  readonly bytes: number;
  readonly x: number;
  readonly parameters: number;
  readonly direction: number;
  readonly result: number;
  readonly places: readonly Place[];
}

/** `bends`: activations with a second derivative. */
export function planHessian(
  { layout, features, timesteps }: EngineRequest,
  size: number,
  bends: (activation: ElementwiseActivation) => boolean,
): HessianPlan {
  const tiles = tilesOf(size);
  const room = new Allotment();
  const vector = (): number => room.reserve(layout.parameterCount * FLOAT_BYTES);
  const [parameters, direction, result] = [vector(), vector(), vector()];
  const x = room.reserve(timesteps * tiles * features * ROW_BYTES);
  const stepsOf = ({ kind }: LayerInfo): number => (isConv(kind) ? timesteps : 1);
  const bytesOf = (layer: LayerInfo): number => stepsOf(layer) * tiles * layer.units * ROW_BYTES;
  const largest = Math.max(...layout.layers.map(bytesOf));
  const turns = Array.from({ length: GRADIENT_BUFFERS }, () => room.reserve(largest));
  const places = layout.layers.map((layer, index): Place => {
    const bytes = bytesOf(layer);
    const values = (): number => room.reserve(bytes);
    const isOutput = index === layout.layers.length - 1;
    const activation = !isOutput && isElementwise(layer.activation) ? layer.activation : null;
    const curved = activation !== null && bends(activation);
    const dz = values();
    const means = (): number => room.reserve(tiles * layer.inputs * ROW_BYTES);
    return {
      layer,
      steps: stepsOf(layer),
      image: layer.image ?? null,
      offset: (kind) => layout.parameters.find((p) => p.layer === index && p.kind === kind)!.offset * FLOAT_BYTES,
      bytes,
      activation,
      out: values(),
      e: values(),
      slope: activation === null ? null : values(),
      curve: curved ? values() : null,
      dz,
      dout: curved ? values() : dz,
      // Lanes without a sample must stay 0, so the output layer's buffer is its own.
      g: isOutput ? values() : turns[index % GRADIENT_BUFFERS]!,
      pooled: poolsBelow(layout, index) ? { value: means(), along: means() } : null,
    };
  });
  return { bytes: room.bytes + ROW_BYTES, x, parameters, direction, result, places };
}
