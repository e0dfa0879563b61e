// The user's own keys: `keys.yaml` beside the configuration file, read once and checked whole.
import path from 'node:path';
import { USUAL_KEYS, type KeyChanges } from '../core/keys/changes.js';
import { messageOf, UserError } from '../core/userError.js';
import { ownConfigFile } from '../runtime/paths.js';
import { readOwnFile } from './input.js';

interface UserKeys {
  readonly changes: KeyChanges;
  /** One line for each fault: file, line, what is wrong, what is allowed. */
  readonly faults: readonly string[];
}

const NONE: UserKeys = { changes: USUAL_KEYS, faults: [] };
let current = NONE;

/** Call it before a screen is asked for; `ownKeys` reports the faults. */
export async function loadUserKeys(): Promise<void> {
  current = await readUserKeys();
}

/** The keys for a screen. @throws UserError with the faults of the file */
export function ownKeys(): KeyChanges {
  if (current.faults.length > 0) throw new UserError(current.faults);
  return current.changes;
}

/** @throws UserError without a configuration folder */
export const ownKeysFile = (): string => path.join(path.dirname(ownConfigFile()), 'keys.yaml');

async function readUserKeys(): Promise<UserKeys> {
  let file: string;
  try {
    file = ownKeysFile();
  } catch {
    // Neither HOME nor XDG_CONFIG_HOME: the usual keys.
    return NONE;
  }
  const fault = (line: number, what: string): string => `${file}:${line}: ${what}`;
  try {
    const text = readOwnFile(file);
    if (text === null) return NONE;
    const { readDocument } = await import('../documents/read.js');
    const { value, faults, lineOf } = readDocument(text);
    if (faults.length > 0) return { ...NONE, faults: faults.map(({ line, what }) => fault(line, what)) };
    // An empty file, or comments alone.
    if (value === null) return NONE;
    const { checkKeys } = await import('../core/keys/check.js');
    const checked = checkKeys(withoutSchema(value));
    return { changes: checked.changes, faults: checked.faults.map(({ path, what }) => fault(lineOf(path), what)) };
  } catch (error) {
    return { ...NONE, faults: [messageOf(error)] };
  }
}

/** The file may name its schema. */
function withoutSchema(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== '$schema'));
}

/** `gradtop config keys`: the keymap as a file that can be edited. @throws UserError */
export async function keysLines(): Promise<string[]> {
  const { keysInYaml } = await import('../core/keys/print.js');
  const changes = ownKeys();
  return [
    `# ${ownKeysFile()}: keep the lines that you change. A key, a list of keys, or [] for none.`,
    ...keysInYaml(changes),
  ];
}
