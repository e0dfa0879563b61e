// The user's configuration file: read once, checked whole, and used as the defaults of flags. Flags win.
import type { Argv } from 'yargs';
import { UserError } from '../core/userError.js';
import { ownConfigFile } from '../runtime/paths.js';
import { CONFIG_NAMES, whyNotSet, type ConfigValue } from './configEntries.js';
import { placeOrNull, readOwnDocument } from './ownFiles.js';

export interface UserConfig {
  readonly values: Readonly<Record<string, ConfigValue>>;
  /** One line for each fault: file, line, what is wrong, what is allowed. */
  readonly faults: readonly string[];
}

const EMPTY: UserConfig = { values: {}, faults: [] };
let current = EMPTY;

/** Call it before flags are declared. Only commands that use the file refuse its faults, so that `gradtop config` can fix them. */
export async function loadUserConfig(): Promise<void> {
  current = await readUserConfig();
}

export async function readUserConfig(): Promise<UserConfig> {
  const file = placeOrNull(ownConfigFile);
  const document = file === null ? null : await readOwnDocument(file);
  if (document === null) return EMPTY;
  if (!('value' in document)) return { values: {}, faults: document };
  const { value, lineOf } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      values: {},
      faults: [`${file}:1: expected settings such as "theme: light"; allowed: ${CONFIG_NAMES.join(', ')}`],
    };
  const wrong = Object.entries(value).flatMap(([name, one]) => {
    const why = whyNotSet(name, one);
    return why === null ? [] : [`${file}:${lineOf([name])}: ${why}`];
  });
  return { values: wrong.length > 0 ? {} : (value as Record<string, ConfigValue>), faults: wrong };
}

/** Sets defaults of the flags that this command has. */
export function withUserDefaults<T>(y: Argv<T>, names: readonly string[]): Argv<T> {
  for (const name of names) {
    const value = current.values[name];
    if (value !== undefined) y.default(name, typeof value === 'number' ? String(value) : value);
  }
  return y;
}

/** `FILE: NAME` if the file gives this setting this value; else null. */
export const settingFile = (name: string, value: ConfigValue): string | null =>
  current.values[name] === value ? `${ownConfigFile()}: ${name}` : null;

/** @throws UserError with the faults of the file */
export function refuseBadConfig(): void {
  if (current.faults.length > 0) throw new UserError(current.faults);
}
