// Hyperparameters of a run as a flat table of names, so that runs compare name by name.
export type Hparam = number | string | boolean;
export type Hparams = Readonly<Record<string, Hparam>>;

/** Values nested deeper than this become one JSON string. */
const DEEPEST = 6;

/** `{optim: {lr: 0.1}, sizes: [64, 32], seed: null}` is `{"optim/lr": 0.1, sizes: "[64,32]", seed: "null"}`. */
export function flatHparams(value: object): Record<string, Hparam> {
  const flat: [string, Hparam][] = [];
  const open: { readonly holder: object; readonly path: string; readonly depth: number }[] = [
    { holder: value, path: '', depth: 0 },
  ];
  for (const { holder, path, depth } of open)
    for (const [name, field] of Object.entries(holder) as [string, unknown][]) {
      const inside = typeof field === 'object' && field !== null && !Array.isArray(field);
      if (inside && depth < DEEPEST && Object.keys(field).length > 0)
        open.push({ holder: field, path: `${path}${name}/`, depth: depth + 1 });
      else flat.push([path + name, plain(field)]);
    }
  // Object.fromEntries keeps a name such as __proto__ as a plain field.
  return Object.fromEntries(flat);
}

const plain = (value: unknown): Hparam =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
    ? value
    : (JSON.stringify(value) ?? 'null');

/** Shown for a run without this name. */
const ABSENT = 'absent';

export const hparamInWords = (hparams: Hparams | undefined, name: string): string =>
  hparams !== undefined && Object.hasOwn(hparams, name) ? String(hparams[name]) : ABSENT;

/** Names whose values are not the same in all runs. Runs without hyperparameters do not count. */
export function differingHparams(runs: readonly (Hparams | undefined)[]): string[] {
  const known = runs.filter((one) => one !== undefined);
  const names = new Set(known.flatMap((one) => Object.keys(one)));
  return [...names].filter((name) => new Set(known.map((one) => hparamInWords(one, name))).size > 1);
}

/** `lr: 0.1 → 0.01, seed: absent → 3`; empty where they are the same. */
export function hparamsChange(a: Hparams | undefined, b: Hparams | undefined): string {
  return differingHparams([a ?? {}, b ?? {}])
    .map((name) => `${name}: ${hparamInWords(a, name)} → ${hparamInWords(b, name)}`)
    .join(', ');
}
