// The role of each layer of a run.
import type { ToldRun } from './events.js';
import { roleOf, type LayerRole } from './layerRoles.js';

const memory = new WeakMap<ToldRun, readonly LayerRole[]>();

/** The role of each layer of a run, as logged or inferred. */
export function rolesOf(run: ToldRun | null): readonly LayerRole[] {
  if (run === null) return [];
  const known = memory.get(run) ?? inferred(run);
  memory.set(run, known);
  return known;
}

function inferred({ layers = [], parameters = [] }: ToldRun): LayerRole[] {
  const named = new Map(parameters.map((one) => [one.name, one.shape]));
  // The first parameter of a layer is its kernel.
  const placed = new Map(parameters.toReversed().map((one) => [one.layer, one.shape]));
  return layers.map(
    ({ role, name = '', shape }, index) => role ?? roleOf(name, shape ?? named.get(name) ?? placed.get(index)),
  );
}
