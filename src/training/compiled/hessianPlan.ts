// The memory plan of products with the Hessian: which values of a layer are kept, and which are derivatives along the direction. Pure.
import { isConv } from '../../core/config/cells.js';
import { ACTIVATIONS, ELEMENTWISE, type ElementwiseActivation } from '../../core/config/activations.js';
import type { LayerInfo, ParameterKind } from '../../core/network/layout.js';
import type { EngineRequest } from '../engine.js';
import { Allotment } from '../simd/allotment.js';
import { FLOAT_BYTES, ROW_BYTES, tilesOf, VECTOR_BYTES } from '../simd/tile.js';
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
  /** Lists of the units (simd/some.ts); null in a network of convolutions. */
  readonly lists: Lists | null;
  /** The means of the convolution below and their derivative along the direction; null if there is none. */
  readonly pooled: { readonly value: number; readonly along: number } | null;
}

/** Addresses of lists. */
export interface Lists {
  /** The units with a slope. */
  readonly sloped: number;
  /** The units whose output matters to the layer above: the same, or all units where a skip is added to the output. */
  readonly outputs: number;
  /** Whether units of this layer can rest. */
  readonly rests: boolean;
}

export const convShape = ({ layer, steps, image }: Place): ConvShape | null =>
  image === null ? null : { layer, steps, image };

export interface HessianPlan {
  readonly bytes: number;
  readonly x: number;
  readonly parameters: number;
  readonly direction: number;
  readonly result: number;
  /** A vector for each value of the largest kernel; null in a network of convolutions. */
  readonly sums: number | null;
  readonly places: readonly Place[];
}

/** Bytes of one list for each tile. */
const listBytes = (tiles: number, units: number): number => tiles * (1 + units) * Int32Array.BYTES_PER_ELEMENT;

/** Whether it has a second derivative. */
const bends = (activation: ElementwiseActivation): boolean => ACTIVATIONS[activation].code.bend !== null;

export function planHessian({ layout, features, timesteps }: EngineRequest, size: number): HessianPlan {
  const tiles = tilesOf(size);
  const room = new Allotment();
  const vector = (): number => room.reserve(layout.parameterCount * FLOAT_BYTES);
  const [parameters, direction, result] = [vector(), vector(), vector()];
  const x = room.reserve(timesteps * tiles * features * ROW_BYTES);
  const stepsOf = ({ kind }: LayerInfo): number => (isConv(kind) ? timesteps : 1);
  const bytesOf = (layer: LayerInfo): number => stepsOf(layer) * tiles * layer.units * ROW_BYTES;
  const largest = Math.max(...layout.layers.map(bytesOf));
  const turns = Array.from({ length: GRADIENT_BUFFERS }, () => room.reserve(largest));
  const elementwise = (layer: LayerInfo, index: number): ElementwiseActivation | null =>
    index < layout.layers.length - 1 && isElementwise(layer.activation) ? layer.activation : null;
  const canRest = (layer: LayerInfo, index: number): boolean => {
    const activation = elementwise(layer, index);
    return activation !== null && !bends(activation) && ACTIVATIONS[activation].failure === 'dies';
  };
  const listed = !layout.layers.some(({ kind }) => isConv(kind));
  const listsOf = (layer: LayerInfo, index: number): Lists => {
    const one = (): number => room.reserve(listBytes(tiles, layer.units));
    const sloped = one();
    return { sloped, outputs: layer.skipFrom === null ? sloped : one(), rests: canRest(layer, index) };
  };
  const kernelSizes = layout.layers.map(({ inputs, units }) => inputs * units);
  const places = layout.layers.map((layer, index): Place => {
    const bytes = bytesOf(layer);
    const values = (): number => room.reserve(bytes);
    const isOutput = index === layout.layers.length - 1;
    const activation = elementwise(layer, index);
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
      lists: listed ? listsOf(layer, index) : null,
      pooled: poolsBelow(layout, index) ? { value: means(), along: means() } : null,
    };
  });
  const sums = listed ? room.reserve(Math.max(...kernelSizes) * VECTOR_BYTES) : null;
  return { bytes: room.bytes + ROW_BYTES, x, parameters, direction, result, sums, places };
}
