// `gradtop config`: shows the configuration file, and sets or removes a setting without touching its comments.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { shown } from '../core/config/suggest.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { messageOf, UserError } from '../core/userError.js';
import { valueIn, withField } from '../documents/edit.js';
import { createFolder } from '../runtime/createFolder.js';
import { hookProgram } from '../runtime/hooks.js';
import { ownConfigFile } from '../runtime/paths.js';
import { CONFIG_ENTRIES, CONFIG_NAMES, whyNotSet, type ConfigValue } from './configEntries.js';
import { linked } from './links.js';
import { writeFile } from './output.js';
import { readOwnFile } from './ownFiles.js';
import { readUserConfig } from './userConfig.js';

/** The file, then each setting with its value and what is allowed. @throws UserError if the file has faults */
export async function configLines(): Promise<string[]> {
  const file = ownConfigFile();
  const { values, faults } = await readUserConfig();
  if (faults.length > 0) throw new UserError(faults);
  const width = Math.max(...CONFIG_NAMES.map((name) => name.length));
  const given = Object.entries(CONFIG_ENTRIES).map(([name, { usual }]) => {
    const value = values[name];
    return value === undefined ? `${usual} (default)` : String(value);
  });
  const wide = Math.max(...given.map((one) => one.length));
  return [
    existsSync(file) ? linked(file) : `${file} (does not exist yet)`,
    ...Object.entries(CONFIG_ENTRIES).map(
      ([name, { describe, allowed }], i) =>
        `  ${name.padEnd(width)}  ${(given[i] ?? '').padEnd(wide)}  ${describe}: ${allowed}`,
    ),
  ];
}

/** The value of one setting, or null. @throws UserError */
export async function configValue(name: string): Promise<ConfigValue | null> {
  if (CONFIG_ENTRIES[name] === undefined) throw new UserError(`config: ${whyNotSet(name, null) ?? ''}`);
  const { values, faults } = await readUserConfig();
  if (faults.length > 0) throw new UserError(faults);
  return values[name] ?? null;
}

/** Sets a setting, or removes it (null). Returns the file. @throws UserError */
export function setConfig(name: string, text: string | null): string {
  const value: unknown = text === null ? null : valueOf(text);
  const why = text === null && CONFIG_ENTRIES[name] !== undefined ? null : whyNotSet(name, value);
  if (why !== null) throw new UserError(`config: ${why}`);
  if (typeof value === 'string' && CONFIG_ENTRIES[name]?.starts === true) hookProgram(`config: ${name}`, value);
  const file = ownConfigFile();
  makeFolder(path.dirname(file));
  const before = readOwnFile(file) ?? '';
  writeFile(file, changed(file, before, name, text === null ? undefined : value));
  return file;
}

function makeFolder(folder: string): void {
  try {
    createFolder(folder);
  } catch (error) {
    throw new UserError(
      `config: ${folder} cannot be created: ${whyNotWritten(error)}; set XDG_CONFIG_HOME to a folder`,
      {
        cause: error,
      },
    );
  }
}

function valueOf(text: string): unknown {
  try {
    return valueIn(text);
  } catch (error) {
    throw new UserError(`config: ${shown(text)} is not a value`, { cause: error });
  }
}

function changed(file: string, text: string, name: string, value: unknown): string {
  try {
    return withField(text, name, value);
  } catch (error) {
    throw new UserError(`${file}: ${messageOf(error)}; fix the file first`, { cause: error });
  }
}
