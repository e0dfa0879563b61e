// The user's own keys: `keys.yaml` beside the configuration file, read once and checked whole.
import { USUAL_KEYS, type KeyChanges } from '../core/keys/changes.js';
import { UserError } from '../core/userError.js';
import { besideConfig, placeOrNull, readOwnDocument } from './ownFiles.js';

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
const ownKeysFile = (): string => besideConfig('keys.yaml');

async function readUserKeys(): Promise<UserKeys> {
  const file = placeOrNull(ownKeysFile);
  const document = file === null ? null : await readOwnDocument(file);
  if (document === null) return NONE;
  if (!('value' in document)) return { ...NONE, faults: document };
  const { checkKeys } = await import('../core/keys/check.js');
  const { changes, faults } = checkKeys(withoutSchema(document.value));
  return { changes, faults: faults.map(({ path, what }) => `${file}:${document.lineOf(path)}: ${what}`) };
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
