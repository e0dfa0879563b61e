// Shell completion: presets, values of flags, and the proposals of yargs.
import { BACKEND_CHOICES } from '../core/config/backends.js';
import { FLAGS } from '../core/config/flags.js';
import { metricOf, SWEEP_METRICS } from '../core/sweep/metrics.js';
import { PANEL_NAMES } from '../ui/panels/index.js';
import { THEME_NAMES } from '../ui/themes/index.js';
import { OWN_RULES } from './failOn.js';
import { lessonNames } from './lessonNames.js';
import { TABLE_ENDING } from './options.js';

export interface Vocabulary {
  readonly presets: readonly string[];
  readonly races: readonly string[];
  /** Commands that take presets: as the first word only, or as all words. */
  readonly takesPreset: readonly string[];
  readonly takesPresets: readonly string[];
  readonly commands: readonly string[];
  /** Flags of a command that take no value. */
  readonly switches: (command: string) => readonly string[];
  /** Names of the columns of a table. */
  readonly columns: (file: string) => readonly string[];
}

/** Values of the flags that are not settings. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  backend: BACKEND_CHOICES,
  theme: THEME_NAMES,
  panel: PANEL_NAMES,
  metric: SWEEP_METRICS,
  measure: SWEEP_METRICS.filter((name) => metricOf(name).chosen !== 'always'),
  'fail-on': OWN_RULES,
};

/** The values of a flag, if it takes a fixed set. */
function valuesOf(flag: string): readonly string[] | undefined {
  if (VALUES[flag] !== undefined) return VALUES[flag];
  const allowed = FLAGS.find(({ name }) => name === flag)?.allowed;
  return allowed === undefined || /^an? /.test(allowed) ? undefined : allowed.split(', ');
}
/** Flags whose value is optional can be followed by any word. */
const BARE = new Set(FLAGS.filter(({ bare }) => bare !== undefined).map(({ name }) => name));

/** Flags that take names of columns. */
const COLUMN_FLAGS = new Set(['target', 'columns', 'drop']);

/** The table that a command line names; null for none. */
function tableIn(words: readonly string[]): string | null {
  const at = words.indexOf('--data');
  if (at >= 0) return words[at + 1] ?? null;
  const joined = words.find((word) => word.startsWith('--data='))?.slice('--data='.length);
  if (joined !== undefined) return joined;
  return (words[0] === 'data' ? words[1] : words.find((word) => TABLE_ENDING.test(word))) ?? null;
}

/**
 * `words`: the words after `gradtop`, with the word under the cursor last. `usual`: proposals of yargs. An empty result lets
 * the shell propose files.
 */
export function completions(words: readonly string[], usual: readonly string[], vocabulary: Vocabulary): string[] {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1).filter((word) => word !== '=');
  const flag = /^--([\w-]+)$/.exec(before.at(-1) ?? '')?.[1];
  const file = tableIn(before);
  if (flag !== undefined && COLUMN_FLAGS.has(flag) && file !== null) return [...vocabulary.columns(file)];
  const values = flag === undefined ? undefined : valuesOf(flag);
  if (values !== undefined) return [...values];
  const [, joined = ''] = /^--([\w-]+)=/.exec(current) ?? [];
  if (joined !== '') return (valuesOf(joined) ?? []).map((value) => `--${joined}=${value}`);
  if (current.startsWith('-')) return usual.filter((word) => word.startsWith('-'));
  const isSwitch = flag === undefined || BARE.has(flag) || vocabulary.switches(before[0] ?? '').includes(flag);
  if (!isSwitch) return [];
  const [first, ...others] = before.filter((word) => !word.startsWith('-'));
  if (first === undefined) return [...vocabulary.commands, ...vocabulary.presets];
  if (first === 'lesson' && others.length === 0) return lessonNames();
  if (vocabulary.takesPresets.includes(first)) return [...vocabulary.races, ...vocabulary.presets];
  return vocabulary.takesPreset.includes(first) && others.length === 0 ? [...vocabulary.presets] : [];
}
