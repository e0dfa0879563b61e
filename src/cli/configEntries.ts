// The settings of a screen that a configuration file may hold. Each is the default of the flag of its name.
import { DEFAULT_PACE } from '../core/app/ladders.js';
import { LAYOUT_NAMES } from '../core/app/layouts.js';
import { didYouMean, shown, unknownFields } from '../core/config/suggest.js';
import { IMAGES_WHEN } from '../runtime/terminal/identity.js';
import { NOTIFY_WHEN } from '../runtime/terminal/notify.js';
import { DEFAULT_FPS, FPS, PACE } from './rates.js';
import { THEME_NAMES } from '../ui/themes/index.js';

export type ConfigValue = string | number | boolean;

interface ConfigEntry {
  readonly describe: string;
  readonly allowed: string;
  /** The default, in words. */
  readonly usual: string;
  readonly fits: (value: unknown) => boolean;
  /** The value names a program that gradtop starts. */
  readonly starts?: true;
  /** Values to suggest for a misspelled one. */
  readonly names?: readonly string[];
}

const oneOf = (names: readonly string[]): Pick<ConfigEntry, 'allowed' | 'fits' | 'names'> => ({
  allowed: names.join(', '),
  fits: (value) => typeof value === 'string' && names.includes(value),
  names,
});
const yesOrNo = { allowed: 'true, false', fits: (value: unknown) => typeof value === 'boolean' };
const program: Omit<ConfigEntry, 'describe'> = {
  starts: true,
  allowed: 'the path or name of one program',
  usual: 'none',
  fits: (value) => typeof value === 'string' && value !== '',
};

export const CONFIG_ENTRIES: Readonly<Record<string, ConfigEntry>> = {
  theme: { describe: 'colours', usual: 'dark', ...oneOf(THEME_NAMES) },
  pace: {
    describe: 'live pace in epochs per second',
    usual: String(DEFAULT_PACE),
    ...PACE,
  },
  'full-speed': { describe: 'train at full speed from the start', usual: 'false', ...yesOrNo },
  mouse: { describe: 'use the mouse', usual: 'true', ...yesOrNo },
  notify: { describe: 'when to notify of an alarm or an end', usual: 'unfocused', ...oneOf(NOTIFY_WHEN) },
  images: { describe: 'pixels for the decision boundary and sweep maps', usual: 'auto', ...oneOf(IMAGES_WHEN) },
  layout: { describe: 'layout of the panels to begin with', usual: 'as you left it', ...oneOf(LAYOUT_NAMES) },
  fps: {
    describe: 'frames a second at most',
    usual: String(DEFAULT_FPS),
    ...FPS,
  },
  'on-end': { describe: 'program to start at the end of a run', ...program },
  'on-alarm': { describe: 'program to start at the first alarm of a rule', ...program },
};
export const CONFIG_NAMES = Object.keys(CONFIG_ENTRIES);

/** What is wrong with this setting; null if it is valid. */
export function whyNotSet(name: string, value: unknown): string | null {
  const entry = CONFIG_ENTRIES[name];
  if (entry === undefined) return unknownFields([name], CONFIG_NAMES);
  if (entry.fits(value)) return null;
  const near = typeof value === 'string' ? didYouMean(value, entry.names ?? []) : '';
  return `field ${name}: ${shown(value)} is not allowed${near}; allowed: ${entry.allowed}`;
}
