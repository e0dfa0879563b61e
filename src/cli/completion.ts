// Which words can come next on a command line being typed: presets, values of flags, and what yargs knows.
import { BACKEND_CHOICES } from '../core/config/backends.js';
import { FLAGS } from '../core/config/flags.js';
import { THEME_NAMES } from '../ui/themes/index.js';

export interface Vocabulary {
  readonly presets: readonly string[];
  readonly races: readonly string[];
  /** Commands whose words are presets: the first only, or all. */
  readonly takesPreset: readonly string[];
  readonly takesPresets: readonly string[];
  readonly commands: readonly string[];
}

/** The words that a flag takes, where they can be counted. */
function valuesOf(flag: string): readonly string[] | undefined {
  if (flag === 'backend') return BACKEND_CHOICES;
  if (flag === 'theme') return THEME_NAMES;
  const allowed = FLAGS.find(({ name }) => name === flag)?.allowed;
  return allowed === undefined || /^an? /.test(allowed) ? undefined : allowed.split(', ');
}
const SWITCHES = new Set(['help', 'version', 'ascii', 'unicode', 'full-speed', 'plain']);
/** A flag that may stand alone may be followed by anything. */
const BARE = new Set(FLAGS.filter(({ bare }) => bare !== undefined).map(({ name }) => name));

/**
 * `words`: what stands behind `gradtop`, the word under the cursor last. `usual`: what yargs proposes. An empty answer lets
 * the shell propose files.
 */
export function completions(words: readonly string[], usual: readonly string[], vocabulary: Vocabulary): string[] {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1).filter((word) => word !== '=');
  const flag = /^--([\w-]+)$/.exec(before.at(-1) ?? '')?.[1];
  const values = flag === undefined ? undefined : valuesOf(flag);
  if (values !== undefined) return [...values];
  if (current.startsWith('-')) return usual.filter((word) => word.startsWith('-'));
  const isSwitch =
    flag === undefined || SWITCHES.has(flag) || BARE.has(flag) || (flag === 'json' && before[0] === 'train');
  if (!isSwitch) return [];
  const [first, ...others] = before.filter((word) => !word.startsWith('-'));
  if (first === undefined) return [...vocabulary.commands, ...vocabulary.presets];
  if (vocabulary.takesPresets.includes(first)) return [...vocabulary.races, ...vocabulary.presets];
  return vocabulary.takesPreset.includes(first) && others.length === 0 ? [...vocabulary.presets] : [];
}
