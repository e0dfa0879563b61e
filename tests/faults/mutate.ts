// Seeded damage to the bytes of a text or to the values of a JSON document.
import type { Rng } from '../../src/core/random/rng.js';

/** Malformed strings and values that programs meet in practice. */
export const NASTY_TEXT: readonly string[] = [
  '',
  ' ',
  'x',
  '\u001b[2J\u001b]52;c;eA==\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  '\u0000',
  '\ufeff',
  '\ud800',
  '../../etc/passwd',
  'a'.repeat(5000),
  '😀表',
  'NaN',
  '__proto__',
  'constructor',
];
const NASTY_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 2, 0.5, -0.5, 1.5, 1e308, -1e308, 5e-324, 2 ** 53, 4294967296],
  ...[[], {}, [[]], [null], { a: 1 }, [1, 'x']],
  ...NASTY_TEXT,
];
const BYTES = [0x00, 0x07, 0x0a, 0x0d, 0x1b, 0x20, 0x22, 0x2c, 0x2d, 0x3a, 0x5b, 0x7b, 0x80, 0x9b, 0xc3, 0xff];

export const pick = <T>(rng: Rng, list: readonly T[]): T => list[rng.integer(list.length)] as T;

type Damage = (bytes: Buffer, rng: Rng) => Buffer;
const at = (bytes: Buffer, rng: Rng): number => rng.integer(bytes.length + 1);

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a byte changed'(bytes, rng) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[rng.integer(copy.length)] = pick(rng, BYTES);
    return copy;
  },
  'a bit flipped'(bytes, rng) {
    const copy = Buffer.from(bytes);
    const i = rng.integer(Math.max(1, copy.length));
    if (copy.length > 0) copy[i] = (copy[i] ?? 0) ^ (1 << rng.integer(8));
    return copy;
  },
  'a byte put in'(bytes, rng) {
    const i = at(bytes, rng);
    return Buffer.concat([bytes.subarray(0, i), Buffer.from([pick(rng, BYTES)]), bytes.subarray(i)]);
  },
  'a stretch taken out'(bytes, rng) {
    const i = at(bytes, rng);
    return Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1 + rng.integer(20))]);
  },
  'cut off': (bytes, rng) => bytes.subarray(0, at(bytes, rng)),
  'a stretch repeated'(bytes, rng) {
    const i = at(bytes, rng);
    const piece = bytes.subarray(i, i + 1 + rng.integer(40));
    const times = pick(rng, [1, 2, 50]);
    return Buffer.concat([bytes.subarray(0, i), ...Array.from({ length: times }, () => piece), bytes.subarray(i)]);
  },
  'two lines changed places'(bytes, rng) {
    const lines = bytes.toString('latin1').split('\n');
    const [a, b] = [rng.integer(lines.length), rng.integer(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  'a nasty string put in'(bytes, rng) {
    const i = at(bytes, rng);
    return Buffer.concat([bytes.subarray(0, i), Buffer.from(pick(rng, NASTY_TEXT)), bytes.subarray(i)]);
  },
  'UTF-16': (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]),
  'Windows line ends': (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
};

export interface Damaged {
  readonly bytes: Buffer;
  readonly what: string;
}

export function damaged(text: string, rng: Rng): Damaged {
  // The last two change a whole file, so two of them suffice.
  const names = Object.keys(DAMAGES);
  const what = rng.uniform() < 0.02 ? pick(rng, names.slice(-2)) : pick(rng, names.slice(0, -2));
  return { bytes: (DAMAGES[what] as Damage)(Buffer.from(text), rng), what };
}

type Container = Record<string | number, unknown>;

/** The path of every value in a document. */
function places(value: unknown): { readonly parent: Container; readonly key: string | number }[] {
  if (value === null || typeof value !== 'object') return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [{ parent: value as Container, key }, ...places((value as Container)[key])]);
}

/** A JSON document with one value replaced, removed or added. */
export function wronged(document: unknown, rng: Rng): Damaged {
  const copy: unknown = structuredClone(document);
  const { parent, key } = pick(rng, places(copy));
  const deed = pick(rng, ['replaced', 'replaced', 'replaced', 'removed', 'added']);
  const value = pick(rng, NASTY_VALUES);
  if (deed === 'removed') delete parent[key];
  else if (deed === 'replaced' || Array.isArray(parent)) parent[key] = value;
  else parent[pick(rng, NASTY_TEXT)] = value;
  return { bytes: Buffer.from(JSON.stringify(copy)), what: `${deed}: ${key} ${JSON.stringify(value).slice(0, 40)}` };
}
