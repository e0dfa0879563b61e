// Presets on disk: shipped ones by name, the user's own by path. Both pass through the same schema.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePreset } from '../core/config/presets.js';
import type { Config } from '../core/config/schema.js';
import { didYouMean } from '../core/config/suggest.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { readInput } from './input.js';

const FOLDER = fileURLToPath(new URL('../../presets/', import.meta.url));
const DEFAULT_PRESET = 'vanishing-sigmoid';
/** A network that learns. */
const TABLE_PRESET = 'adam-relu';

/** What trains if no preset is named: the problem itself, or, on a table of the user's own, a network that learns. */
export const defaultPreset = (data: unknown): string => (data === undefined ? DEFAULT_PRESET : TABLE_PRESET);
/** The order of the list: the problem first, then what helps. Presets that are not named follow by name. */
const STORY = [
  'vanishing-sigmoid',
  'vanishing-sigmoid-10',
  'adam-sigmoid',
  'fewer-layers',
  'relu',
  'adam-relu',
  'tanh',
  'dying-relu',
  'leaky-survives',
  'prelu-survives',
  'elu-survives',
  'sigmoid-he',
  'he-relu',
  'batch-norm',
  'residual',
  'exploding-rnn',
  'clipped-rnn',
];

/** Former names, which old command lines still use. */
const RENAMED: ReadonlyMap<string, string> = new Map([['notebook-adam', 'adam-sigmoid']]);

/** Names of the shipped presets, in the story's order. */
export function presetNames(): string[] {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
  const rank = (name: string): number => {
    const at = STORY.indexOf(name);
    return at < 0 ? STORY.length : at;
  };
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

const shipped = (name: string): Config => parsePreset(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8'), name);

export const allPresets = (): Config[] => presetNames().map(shipped);

const isPath = (name: string): boolean => name.endsWith('.json') || /[\\/]/.test(name);

/** The file of a preset given as a path; null for a shipped one. */
export const presetFile = (name: string): string | null => (isPath(name) ? name : null);

/** `alsoMeant`: other words to suggest for a misspelled name. @throws UserError for an unknown name, an unreadable file or an invalid preset. */
export function loadPreset(name: string, alsoMeant: readonly string[] = []): Config {
  const safe = sanitizeLine(name, 120);
  if (!isPath(name)) {
    const names = presetNames();
    const current = RENAMED.get(name) ?? name;
    if (names.includes(current)) return shipped(current);
    throw new UserError([
      `no preset ${safe}${didYouMean(name, [...names, ...alsoMeant])}; gradtop list shows them, a path to a .json file also works`,
    ]);
  }
  const config = besideFile(parsePreset(readInput(name, `preset ${safe}`), safe), name);
  return config.name === 'custom'
    ? { ...config, name: sanitizeLine(path.basename(name, '.json'), 60) || 'custom' }
    : config;
}

/** A relative path of a table counts from the folder of the preset. */
function besideFile(config: Config, file: string): Config {
  if (config.data === null || path.isAbsolute(config.data)) return config;
  return { ...config, data: path.join(path.dirname(file), config.data) };
}
