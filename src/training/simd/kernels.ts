// The compiled module as typed functions: compiled once per process, instantiated once per engine memory.
import { ACTIVATIONS, type ActivationCode, type ElementwiseActivation } from '../../core/config/activations.js';
import type { UpdateName } from '../../core/config/names.js';
import { wasmHost, wasmMemory, wasmMemoryTrouble, type WasmMemory } from '../../core/webAssembly.js';
import { ACTIVATION_SOURCES, bendSource, mixVectors } from './activations.js';
import { assemble } from './assembler.js';
import { LAYER_SOURCES } from './layers.js';
import { MULTIPLY_SOURCES, TWO_TERM_SOURCES } from './multiply.js';
import { NORMALISE_SOURCES } from './normalise.js';
import { SOME_SOURCES } from './some.js';
import { SPAN_SOURCES } from './spans.js';
import { updateSources } from './updates.js';

type Forward = Record<`forward_${ElementwiseActivation}`, (z: number, a: number, bytes: number) => void>;
type Backward = Record<`backward_${ElementwiseActivation}`, (z: number, a: number, d: number, bytes: number) => void>;

/** An optimizer's update, and the version that also measures the movement. */
export interface UpdateKernels {
  readonly update: (constants: number, w: number, g: number, slot0: number, slot1: number, bytes: number) => void;
  readonly measuredUpdate: (
    constants: number,
    w: number,
    g: number,
    slot0: number,
    slot1: number,
    out: number,
    table: number,
    end: number,
  ) => void;
}

/** All arguments are byte addresses, counts, or 0/1. Sizes in units, samples in tiles of 8. */
export interface Kernels extends Forward, Backward {
  affine(out: number, x: number, w: number, bias: number, tiles: number, inputs: number, units: number): void;
  affineMore(out: number, x: number, w: number, unused: number, tiles: number, inputs: number, units: number): void;
  backThrough(dx: number, d: number, w: number, unused: number, tiles: number, units: number, inputs: number): void;
  backThroughMore(dx: number, d: number, w: number, unused: number, tiles: number, units: number, inputs: number): void;
  kernelGradient(
    dw: number,
    x: number,
    d: number,
    tiles: number,
    inputs: number,
    units: number,
    accumulate: number,
  ): void;
  columnSums(out: number, d: number, tiles: number, units: number, accumulate: number): void;
  forwardPrelu(z: number, a: number, alpha: number, tiles: number, units: number): void;
  backwardPrelu(
    z: number,
    d: number,
    alpha: number,
    dAlpha: number,
    tiles: number,
    units: number,
    accumulate: number,
  ): void;
  addVectors(to: number, a: number, b: number, bytes: number): void;
  multiplyVectors(to: number, a: number, b: number, bytes: number): void;
  unitTotals: UnitSums;
  unitSquares: UnitSums;
  unitProducts: UnitSums;
  normalise(to: number, normal: number, from: number, table: number, tiles: number, units: number): void;
  backNormalise(d: number, normal: number, table: number, tiles: number, units: number): void;
  gradientFigures(out: number, table: number, end: number, gradient: number): void;
  layerSums(figures: number, pre: number, post: number, bytes: number): void;
  layerSquares(figures: number, pre: number, post: number, bytes: number): void;
  layerHistogram(figures: number, counts: number, pre: number, bytes: number): void;
  maskTile(tile: number, mask: number, units: number): void;
}
type UnitSums = (
  out: number,
  a: number,
  b: number,
  lastMask: number,
  tiles: number,
  units: number,
  accumulate: number,
) => void;

let binary: Uint8Array | undefined;
let module: object | undefined;

const bytes = (): Uint8Array =>
  (binary ??= assemble([
    ...MULTIPLY_SOURCES,
    ...ACTIVATION_SOURCES,
    ...NORMALISE_SOURCES,
    ...SPAN_SOURCES,
    ...LAYER_SOURCES,
  ]));

/** Why this machine cannot run the module, which needs WebAssembly with 128-bit vectors and memory; null: it can. */
export const vectorTrouble = (): string | null => (trouble ??= { why: findTrouble() }).why;
let trouble: { readonly why: string | null } | undefined;
const findTrouble = (): string | null =>
  wasmHost()?.validate(bytes()) === true ? wasmMemoryTrouble() : 'this processor or Node has no WebAssembly vectors';

export const vectorsUsable = (): boolean => vectorTrouble() === null;

export interface Instance {
  readonly memory: WasmMemory;
  readonly kernels: Kernels;
}

/** A fresh memory of at least `size` bytes, all 0, and the kernels on it; or why there is no memory. */
export function instantiate(size: number): Instance | string {
  const memory = wasmMemory(size);
  if (typeof memory === 'string') return memory;
  const wasm = wasmHost()!;
  module ??= new wasm.Module(bytes());
  const { exports } = new wasm.Instance(module, { env: { memory } });
  return { memory, kernels: exports as Kernels };
}

const updateModules = new Map<UpdateName, object>();

/** Updates on a memory of `instantiate`: a module of their own, because assembling all would delay the first step. */
export function updateKernels(name: UpdateName, memory: WasmMemory): UpdateKernels {
  const wasm = wasmHost()!;
  const compiled = updateModules.get(name) ?? new wasm.Module(assemble(updateSources(name)));
  updateModules.set(name, compiled);
  return new wasm.Instance(compiled, { env: { memory } }).exports as UpdateKernels;
}

/** Sums of two terms: x W + x2 W2, and so on; the last two arguments are the second term. */
export interface HessianKernels {
  affineTwo(
    out: number,
    x: number,
    w: number,
    bias: number,
    tiles: number,
    inputs: number,
    units: number,
    x2: number,
    w2: number,
  ): void;
  backThroughTwo: BackThroughTwo;
  backThroughTwoMore: BackThroughTwo;
  affineSome: MultiplySome;
  backThroughSome: MultiplySome;
  backThroughSomeMore: MultiplySome;
  kernelGradientSome(
    dw: number,
    x: number,
    d: number,
    tiles: number,
    inputs: number,
    units: number,
    sums: number,
    x2: number,
    d2: number,
    inputLists: number,
    unitLists: number,
  ): void;
  listActive(lists: number, values: number, slopes: number, tiles: number, units: number): void;
  /** to = s d + c z */
  mixVectors(to: number, s: number, d: number, c: number, z: number, bytes: number): void;
}
type BackThroughTwo = (
  dx: number,
  d: number,
  w: number,
  unused: number,
  tiles: number,
  units: number,
  inputs: number,
  d2: number,
  w2: number,
) => void;

/** Lists of the columns and rows to compute (some.ts). */
type MultiplySome = (
  out: number,
  x: number,
  w: number,
  bias: number,
  tiles: number,
  columns: number,
  rows: number,
  x2: number,
  w2: number,
  columnLists: number,
  rowLists: number,
) => void;

let hessianModule: object | undefined;

/** A module of their own, because only the sharpness needs them. */
export function hessianKernels(memory: WasmMemory): HessianKernels {
  const wasm = wasmHost()!;
  hessianModule ??= new wasm.Module(assemble([...TWO_TERM_SOURCES, ...SOME_SOURCES, mixVectors]));
  return new wasm.Instance(hessianModule, { env: { memory } }).exports as HessianKernels;
}

/** to = f''(z) */
export type Bend = (z: number, a: number, to: number, bytes: number) => void;

const bendModules = new Map<ElementwiseActivation, object>();

/** Null where f'' is 0. Assembled on demand, as only the sharpness needs it. */
export function bendKernel(name: ElementwiseActivation, memory: WasmMemory): Bend | null {
  const { bend }: ActivationCode = ACTIVATIONS[name].code;
  if (bend === null) return null;
  const wasm = wasmHost()!;
  const compiled = bendModules.get(name) ?? new wasm.Module(assemble([bendSource(bend)]));
  bendModules.set(name, compiled);
  return (new wasm.Instance(compiled, { env: { memory } }).exports as { readonly bend: Bend }).bend;
}
