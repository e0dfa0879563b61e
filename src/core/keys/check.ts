// Checks the user's keys against the tables of bindings: names, conflicts, and the ways out.
import { didYouMean, shown, unknownFields } from '../config/suggest.js';
import type { Keyed } from './binding.js';
import type { KeyChanges } from './changes.js';
import { isKeyName, NAMED_KEYS, usualName } from './names.js';
import { KEY_SECTIONS, SECTION_NAMES } from './sections.js';

export interface KeyFault {
  /** Of the part at fault. */
  readonly path: readonly PropertyKey[];
  readonly what: string;
}

export interface CheckedKeys {
  readonly changes: KeyChanges;
  readonly faults: readonly KeyFault[];
}

/** `value`: sections with keys by action, as a file holds them. */
export function checkKeys(value: unknown): CheckedKeys {
  if (!isRecord(value))
    return { changes: {}, faults: [{ path: [], what: `expected sections; allowed: ${SECTION_NAMES.join(', ')}` }] };
  const faults: KeyFault[] = [];
  const changes: Record<string, Record<string, readonly string[]>> = {};
  for (const [section, given] of Object.entries(value)) {
    const known = KEY_SECTIONS[section];
    if (known === undefined) faults.push({ path: [section], what: unknownFields([section], SECTION_NAMES) });
    else if (!isRecord(given))
      faults.push({ path: [section], what: `${section}: expected actions with keys, got ${shown(given)}` });
    else {
      const read = sectionOf(section, known.bindings, given);
      faults.push(...read.faults);
      changes[section] = read.keys;
    }
  }
  return faults.length > 0 ? { changes: {}, faults } : { changes, faults };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sectionOf(section: string, bindings: readonly Keyed[], given: Readonly<Record<string, unknown>>) {
  const faults: KeyFault[] = [];
  const keys: Record<string, readonly string[]> = {};
  const ids = bindings.map(({ id }) => id);
  for (const [id, value] of Object.entries(given)) {
    const fault = (what: string): number => faults.push({ path: [section, id], what: `${section}: ${what}` });
    const binding = bindings.find((one) => one.id === id);
    if (binding === undefined) {
      fault(`unknown action ${shown(id)}${didYouMean(id, ids)}; gradtop config keys lists all`);
      continue;
    }
    const read = keysIn(value);
    const why = typeof read === 'string' ? read : whyNot(binding, read);
    if (why !== null) fault(`${id}: ${why}`);
    else if (typeof read !== 'string') keys[id] = read;
  }
  return { keys, faults: faults.length > 0 ? faults : conflicts(section, bindings, keys) };
}

/** The keys, or why the value is none. */
function keysIn(value: unknown): readonly string[] | string {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const keys: string[] = [];
  for (const one of list) {
    // YAML reads a digit as a number.
    const key = typeof one === 'number' ? String(one) : one;
    if (typeof key !== 'string')
      return `expected a key such as x, a list of keys, or [] for none; got ${shown(one)} (in YAML, quote keys such as "~" and "#")`;
    if (!isKeyName(key))
      return `unknown key ${shown(key)}${didYouMean(usualName(key), NAMED_KEYS, key)}; allowed: a character, ${NAMES}`;
    keys.push(key);
  }
  return [...new Set(keys)];
}
const NAMES = [
  ...NAMED_KEYS.filter((name) => !/^(?:f|ctrl-).$|^f1.$/.test(name)),
  'f1 to f12',
  'ctrl-a to ctrl-z',
].join(', ');

function whyNot({ wayOut, numbered, keys: usual }: Keyed, keys: readonly string[]): string | null {
  if (wayOut === true && keys.length === 0) return 'needs a key, because it leaves the screen';
  if (numbered === true && keys.length > usual.length)
    return `${keys.length} keys; allowed: up to ${usual.length}, one a number`;
  return null;
}

/** Two actions on one key: reported where the file gives the key. */
function conflicts(
  section: string,
  bindings: readonly Keyed[],
  keys: Readonly<Record<string, readonly string[]>>,
): KeyFault[] {
  const owner = new Map<string, string>();
  // Actions that keep their usual keys come first, so that the line of the file is at fault.
  for (const { id, keys: usual } of bindings) if (keys[id] === undefined) for (const key of usual) owner.set(key, id);
  return Object.entries(keys).flatMap(([id, own]) =>
    own.flatMap((key): KeyFault[] => {
      const other = owner.get(key);
      owner.set(key, id);
      if (other === undefined) return [];
      const what = `${section}: ${id}: key ${shown(key)} belongs to ${other}; give ${other} another key, or [] for none`;
      return [{ path: [section, id], what }];
    }),
  );
}
