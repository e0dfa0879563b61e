// Flags that several commands share, and what they make of a preset.
import type { Argv } from 'yargs';
import { DEFAULT_PACE } from '../core/app/ladders.js';
import { BACKEND_CHOICES, type BackendChoice } from '../core/config/backends.js';
import { applyFlags, FLAGS, idleFields } from '../core/config/flags.js';
import type { Config } from '../core/config/schema.js';
import { UserError } from '../core/userError.js';
import { THEME_NAMES } from '../ui/themes/index.js';
import { loadPreset } from './presets.js';

/** Every field of the configuration as a flag. Values stay text here; the schema judges them. */
export function withConfigFlags<T>(yargs: Argv<T>): Argv<T> {
  for (const flag of FLAGS)
    yargs.option(flag.name, {
      type: 'string',
      description: flag.names === null ? flag.description : `${flag.description}: ${flag.names.join(', ')}`,
      group: "Configuration (else the preset's):",
      requiresArg: false,
    });
  return yargs;
}

export const withBackend = <T>(yargs: Argv<T>): Argv<T & { backend: BackendChoice }> =>
  yargs.option('backend', {
    choices: BACKEND_CHOICES,
    default: 'auto' as const,
    requiresArg: true,
    description: 'what computes the gradients; auto measures',
  });

/** How a picture looks. */
export const withLook = <T>(yargs: Argv<T>): Argv<T> => {
  yargs
    .option('theme', {
      type: 'string',
      requiresArg: true,
      description: `colours: ${THEME_NAMES.join(', ')}`,
      default: 'dark',
    })
    .option('ascii', { type: 'boolean', description: 'ASCII characters only', default: false })
    .option('unicode', {
      type: 'boolean',
      description: 'all characters, also where the locale is not UTF-8',
      default: false,
    });
  return yargs;
};

export const withPace = <T>(yargs: Argv<T>, description: string): Argv<T> => {
  yargs.option('pace', { type: 'string', requiresArg: true, description, default: String(DEFAULT_PACE) });
  return yargs;
};

export const withRunLog = <T>(yargs: Argv<T>): Argv<T> => {
  yargs.option('log', { type: 'string', requiresArg: true, description: 'write the run log to this file' });
  return yargs;
};

export const withPreset = <T>(yargs: Argv<T>): Argv<T> => {
  yargs.positional('preset', { type: 'string', description: 'name (gradtop list) or path of a .json file' });
  return yargs;
};

export const withLog = <T>(yargs: Argv<T>): Argv<T> => {
  yargs.positional('log', {
    type: 'string',
    description: 'a run log (.jsonl); last: the newest that gradtop runs lists',
  });
  return yargs;
};

/** What a dashboard takes besides the configuration. */
export const withDashboard = <T>(yargs: Argv<T>): Argv<T> => {
  withPace(yargs, 'epochs a second while you watch').option('full-speed', {
    type: 'boolean',
    description: 'train flat out from the start',
    default: false,
  });
  return withRunLog(withLook(yargs));
};

export interface Asked {
  /** The preset as it is. */
  readonly base: Config;
  /** With the flags applied. */
  readonly config: Config;
  /** As the person named it. */
  readonly preset: string;
  /** Flags that change nothing, a sentence each. */
  readonly idle: readonly string[];
}

/** `alsoMeant`: words other than presets that `preset` may be a misspelling of. @throws UserError */
export function configFrom(
  preset: string,
  args: Readonly<Record<string, unknown>>,
  alsoMeant: readonly string[] = [],
): Asked {
  const base = loadPreset(preset, alsoMeant);
  const given = new Map<string, string>();
  for (const flag of FLAGS) {
    const { name, bare } = flag;
    const value = args[name];
    if (value === undefined) continue;
    const text = String(Array.isArray(value) ? value.at(-1) : value);
    if (text === '' && bare === undefined) throw new UserError([`--${name} needs a value; allowed: ${flag.allowed}`]);
    given.set(name, text);
  }
  const config = applyFlags(base, given);
  const fields = FLAGS.filter(({ name }) => given.has(name)).map(({ field }) => field);
  return { base, config, preset, idle: idleFields(config, fields) };
}
