// Shell completion: presets, values of flags, and the proposals of yargs.
import { BACKEND_CHOICES } from '../core/config/backends.js';
import { FLAGS } from '../core/config/flags.js';
import { THEME_NAMES } from '../ui/themes/index.js';

export interface Vocabulary {
  readonly presets: readonly string[];
  readonly races: readonly string[];
  /** Commands that take presets: as the first word only, or as all words. */
  readonly takesPreset: readonly string[];
  readonly takesPresets: readonly string[];
  readonly commands: readonly string[];
}

/** The values of a flag, if it takes a fixed set. */
function valuesOf(flag: string): readonly string[] | undefined {
  if (flag === 'backend') return BACKEND_CHOICES;
  if (flag === 'theme') return THEME_NAMES;
  const allowed = FLAGS.find(({ name }) => name === flag)?.allowed;
  return allowed === undefined || /^an? /.test(allowed) ? undefined : allowed.split(', ');
}
const SWITCHES = new Set(['help', 'version', 'ascii', 'unicode', 'full-speed', 'plain']);
/** Flags whose value is optional can be followed by any word. */
const BARE = new Set(FLAGS.filter(({ bare }) => bare !== undefined).map(({ name }) => name));

/**
 * `words`: the words after `gradtop`, with the word under the cursor last. `usual`: proposals of yargs. An empty result lets
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
