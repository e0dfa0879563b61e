// Settings that may differ from layer to layer: lists, `width: [64, 32, 16]` in a preset and `--width 64,32,16` on a command line.
import type { ActivationName } from './activations.js';
import type { Config, ConfigChange } from './schema.js';

const LISTS = { width: 'layerWidths', activation: 'layerActivations' } as const;
type Listed = keyof typeof LISTS;
const LISTED = Object.keys(LISTS) as Listed[];

type Lists = Partial<Pick<Config, 'layerWidths' | 'layerActivations'>>;
type Layers = Pick<Config, 'depth' | 'width' | 'activation'> & Lists;

/** One value per hidden layer; the last value of a list holds for the layers after it. */
function perLayer<T>(depth: number, list: string | null | undefined, all: T, read: (text: string) => T): T[] {
  const given = list?.split(',').map(read) ?? [];
  return Array.from({ length: depth }, (_, layer) => given[layer] ?? given.at(-1) ?? all);
}

export const widthsOf = ({ depth, width, layerWidths }: Pick<Layers, 'depth' | 'width'> & Lists): number[] =>
  perLayer(depth, layerWidths, width, Number);

export const activationsOf = ({
  depth,
  activation,
  layerActivations,
}: Pick<Layers, 'depth' | 'activation'> & Lists): ActivationName[] =>
  perLayer(depth, layerActivations, activation, (text) => text as ActivationName);

/** The layer whose output is added to that of `layer`, around `block` layers; null for none: a skip joins layers of equal width. */
export function skipSource(layer: number, block: number, widths: readonly number[]): number | null {
  if (block === 0 || layer === 0 || layer % block !== 0) return null;
  const from = layer - block;
  return widths[from] === widths[layer] ? from : null;
}

/** Whether the skips join any layers of this network. */
export function hasSkips(config: Pick<Layers, 'depth' | 'width'> & Pick<Config, 'residual'> & Lists): boolean {
  const widths = widthsOf(config);
  return widths.some((_, layer) => skipSource(layer, config.residual, widths) !== null);
}

const entries = (value: unknown): string[] | null => {
  if (Array.isArray(value) && value.length > 0) return value.map(String);
  return typeof value === 'string' && value.includes(',') ? value.split(',').map((one) => one.trim()) : null;
};

/** The text of a setting with the list of its layers, one value for each; null if all layers are alike. */
export function listInWords(config: Layers, field: Listed): string | null {
  if ((config[LISTS[field]] ?? null) === null || config.depth === 0) return null;
  return (field === 'width' ? widthsOf(config) : activationsOf(config)).join(',');
}

/** The first list in flags whose length is not the depth that is given with it. */
export const listAgainstDepth = (flags: Readonly<Record<string, unknown>>): Listed | null =>
  LISTED.find((field) => {
    const list = entries(flags[field]);
    return list !== null && 'depth' in flags && list.length !== flags['depth'];
  }) ?? null;

/** The first part of a list that is not allowed; null if `text` is no list. */
export const wrongPart = (
  field: string,
  text: string,
  allowed: (field: Listed, value: unknown) => boolean,
): string | null => {
  const listed = LISTED.find((one) => one === field);
  const list = entries(text);
  if (listed === undefined || list === null) return null;
  return list.find((part) => !allowed(listed, valueOf(listed, part))) ?? null;
};

const valueOf = (field: Listed, text: string): unknown => (field === 'width' && text !== '' ? Number(text) : text);

/**
 * Replaces lists in a preset or in flags: the list goes to its own field, its first value to the setting, its length to the depth where
 * none is given. A setting without a list clears an earlier one. `allowed`: whether a value fits the setting.
 */
export function withoutLists(
  record: Readonly<Record<string, unknown>>,
  allowed: (field: Listed, value: unknown) => boolean,
): Record<string, unknown> {
  const made: Record<string, unknown> = { ...record };
  const lengths: number[] = [];
  for (const field of LISTED) {
    if (!(field in record)) continue;
    const list = entries(record[field]);
    if (list === null) {
      if (!(LISTS[field] in record)) made[LISTS[field]] = null;
      continue;
    }
    const values = list.map((text) => valueOf(field, text));
    // The schema then names the whole list as the mistake.
    if (!values.every((value) => allowed(field, value))) continue;
    made[field] = values[0];
    made[LISTS[field]] = values.every((value) => value === values[0]) ? null : list.join(',');
    lengths.push(list.length);
  }
  if (lengths.length > 0 && !('depth' in record)) made['depth'] = Math.max(...lengths);
  return made;
}

/** `change`, and for all layers: the lists that it overrides are cleared. */
export function onAllLayers(config: Layers, change: ConfigChange): ConfigChange {
  const cleared = LISTED.filter((field) => field in change && (config[LISTS[field]] ?? null) !== null);
  return { ...change, ...Object.fromEntries(cleared.map((field) => [LISTS[field], null])) };
}
