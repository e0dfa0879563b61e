// The keymap as YAML that can be edited and read again.
import type { KeyChanges } from './changes.js';
import { KEY_SECTIONS } from './sections.js';

/** YAML reads a plain letter or name as a string; the rest needs quotes. */
const inYaml = (key: string): string => (/^(?:[a-z][a-z0-9-]*|[A-Z])$/.test(key) ? key : JSON.stringify(key));

const valueOf = (keys: readonly string[]): string => {
  const [first, ...rest] = keys.map(inYaml);
  return first === undefined || rest.length > 0 ? `[${keys.map(inYaml).join(', ')}]` : first;
};

/** A section after another, each action with its keys and what it does. */
export function keysInYaml(changes: KeyChanges): string[] {
  return Object.entries(KEY_SECTIONS).flatMap(([section, { about, bindings }]) => {
    const rows = bindings.map(
      ({ id, keys, label }) => [`  ${id}: ${valueOf(changes[section]?.[id] ?? keys)}`, label] as const,
    );
    const width = Math.min(36, Math.max(...rows.map(([row]) => row.length)));
    return [`# ${about}`, `${section}:`, ...rows.map(([row, label]) => `${row.padEnd(width)}  # ${label}`)];
  });
}
