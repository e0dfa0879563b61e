// Fixtures of Hessians from numpy, and an engine's products with a Hessian.
import { readFileSync } from 'node:fs';
import type { ActivationName } from '../../src/core/config/activations.js';
import type { BackendName } from '../../src/core/config/backends.js';
import type { Batch, EngineRequest, HessianProducts } from '../../src/training/engine.js';
import { engineOf } from './engines.js';

/** A network, a direction, the product of the Hessian with it, and the largest eigenvalue. */
export interface HessianCase {
  readonly activation: ActivationName;
  readonly depth: number;
  readonly width: number;
  readonly residual: number;
  readonly parameters: readonly number[];
  readonly vector: readonly number[];
  readonly product: readonly number[];
  readonly largest: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export const hessianFixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/torch/${name}.json`, import.meta.url), 'utf8')) as T;

export const batchIn = ({ x, y }: Pick<HessianCase, 'x' | 'y'>, size: number): Batch => ({
  size,
  x: Float32Array.from(x),
  y: Float32Array.from(y),
});

/** @throws Error with the engine's reason if it has none */
export async function productsOn(backend: BackendName, request: EngineRequest, batch: Batch): Promise<HessianProducts> {
  const products = (await engineOf(backend, request)).hessian!(batch);
  if (typeof products === 'string') throw new Error(`${backend}: ${products}`);
  return products;
}
