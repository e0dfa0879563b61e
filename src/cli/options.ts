// Flags shared by several commands, and their effect on a preset.
import { DEFAULT_FPS } from './rates.js';
import { IMAGES_WHEN } from '../runtime/terminal/identity.js';
import { NOTIFY_WHEN } from '../runtime/terminal/notify.js';
import type { Argv } from 'yargs';
import { DEFAULT_PACE } from '../core/app/ladders.js';
import { BACKEND_CHOICES, type BackendChoice } from '../core/config/backends.js';
import { datasetsThatRead } from '../core/config/datasets.js';
import { applyFlags, FLAGS, idleFields } from '../core/config/flags.js';
import type { Config, ConfigField } from '../core/config/schema.js';
import { settingOf } from '../core/config/settings/index.js';
import { UserError } from '../core/userError.js';
import { THEME_NAMES } from '../ui/themes/index.js';
import { defaultPreset, loadPreset } from './presets.js';
import { LAYOUT_NAMES } from '../core/app/layouts.js';
import { withUserDefaults } from './userConfig.js';

/** Every setting as a flag. Values stay strings here; the schema validates them. */
export function withConfigFlags<T>(yargs: Argv<T>): Argv<T> {
  for (const flag of FLAGS)
    yargs.option(flag.name, {
      type: 'string',
      description: flag.names === null ? flag.description : `${flag.description}: ${flag.names.join(', ')}`,
      group: "Configuration (default: the preset's):",
      requiresArg: false,
    });
  return yargs;
}

export const withBackend = <T>(yargs: Argv<T>): Argv<T & { backend: BackendChoice }> =>
  yargs.option('backend', {
    choices: BACKEND_CHOICES,
    default: 'auto' as const,
    requiresArg: true,
    description: 'engine that computes the gradients; auto chooses',
  });

/** Flags of a screen that takes keys. */
export const withScreen = <T>(yargs: Argv<T>): Argv<T> => {
  withLook(yargs)
    .option('mouse', {
      type: 'boolean',
      description: 'use the mouse (hold Shift to select text); --no-mouse leaves it to the terminal',
      default: true,
    })
    .option('screen-reader', {
      type: 'boolean',
      description: 'plain lines for a screen reader, no picture (also by INK_SCREEN_READER=true)',
      default: false,
    })
    .option('notify', {
      choices: NOTIFY_WHEN,
      default: 'unfocused' as const,
      requiresArg: true,
      description: 'when to notify of an alarm or the end of a run; unfocused: while the window is not in focus',
    })
    .option('images', {
      choices: IMAGES_WHEN,
      default: 'auto' as const,
      requiresArg: true,
      description:
        'pixels for the decision boundary and sweep maps; always: where the terminal confirms that it shows images; auto: not over SSH; octants: characters of 2 x 4 points for the boundary',
    })
    .option('fps', {
      type: 'string',
      requiresArg: true,
      description: 'frames a second at most; lower it for a slow connection',
      default: String(DEFAULT_FPS),
    })
    .option('on-end', {
      type: 'string',
      requiresArg: true,
      description:
        'program to start at the end of a run, without arguments; GRADTOP_RUN, GRADTOP_REASON, ... describe it',
    })
    .option('on-alarm', {
      type: 'string',
      requiresArg: true,
      description: 'program to start at the first alarm of a rule; GRADTOP_RULE, GRADTOP_MESSAGE, ... describe it',
    });
  return withUserDefaults(yargs, ['theme', 'mouse', 'notify', 'images', 'fps', 'on-end', 'on-alarm']);
};

/** Flags of the look. */
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
      description: 'all characters, even if the locale is not UTF-8',
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
  yargs.positional('preset', { type: 'string', description: 'name (gradtop list), path of a .json file, or a table' });
  return yargs;
};

export const withLog = <T>(yargs: Argv<T>): Argv<T> => {
  yargs.positional('log', {
    type: 'string',
    description: 'a run log (.jsonl); last: the latest recording; -: standard input',
  });
  return yargs;
};

/** The layout of a dashboard's panels. */
export const withLayout = <T>(yargs: Argv<T>): Argv<T> => {
  yargs.option('layout', {
    type: 'string',
    description: `layout of the panels: ${LAYOUT_NAMES.join(', ')} (default: as you left it)`,
  });
  return withUserDefaults(yargs, ['layout']);
};

/** Flags of a dashboard besides the settings. */
export const withDashboard = <T>(yargs: Argv<T>): Argv<T> => {
  withLayout(yargs);
  withPace(yargs, 'live pace in epochs per second').option('full-speed', {
    type: 'boolean',
    description: 'train at full speed from the start',
    default: false,
  });
  return withUserDefaults(withRunLog(withScreen(yargs)), ['pace', 'full-speed']);
};

/** A table in place of a preset. A `.json` file is a preset. */
export const TABLE_ENDING = /\.(?:csv|tsv|parquet)(?:\.gz)?$|\.json\.gz$/i;

export interface Asked {
  /** The preset without flags. */
  readonly base: Config;
  /** The preset with flags applied. */
  readonly config: Config;
  /** The name or path as given. */
  readonly preset: string;
  /** The settings that have a flag on the command line. */
  readonly given: ReadonlySet<ConfigField>;
  /** Flags without effect, a sentence each. */
  readonly idle: readonly string[];
}

/** `alsoMeant`: other words to suggest for a misspelled `preset`. @throws UserError */
export function configFrom(
  preset: string,
  args: Readonly<Record<string, unknown>>,
  alsoMeant: readonly string[] = [],
): Asked {
  if (TABLE_ENDING.test(preset)) {
    if (args['data'] !== undefined) throw new UserError(`${preset}: second table; --data names one already`);
    return configFrom(defaultPreset(preset), { ...args, data: preset }, alsoMeant);
  }
  const base = loadPreset(preset, alsoMeant);
  const given = new Map<string, string>();
  for (const flag of FLAGS) {
    const { name, bare } = flag;
    const value = args[name];
    if (value === undefined) continue;
    const text = String(Array.isArray(value) ? value.at(-1) : value);
    // `--target=` resets the target to the last column.
    if (text === '' && bare === undefined && settingOf(flag.field).literal !== true)
      throw new UserError([`--${name} needs a value; allowed: ${flag.allowed}`]);
    given.set(name, text);
  }
  const config = sampleOfTable(base, given) ? namingSamples(() => applyFlags(base, given)) : applyFlags(base, given);
  const fields = new Set<ConfigField>(FLAGS.filter(({ name }) => given.has(name)).map(({ field }) => field));
  return { base, config, preset, given: fields, idle: idleFields(config, fields) };
}

/** For a table or a collection, `--samples` means `--rows`. Whether it does here. */
function sampleOfTable(base: Config, given: Map<string, string>): boolean {
  const samples = given.get('samples');
  const dataset = given.get('dataset') ?? (given.has('data') ? 'csv' : base.dataset);
  if (samples === undefined || !datasetsThatRead('rows').some((name) => name === dataset) || given.has('rows'))
    return false;
  given.delete('samples');
  given.set('rows', samples);
  return true;
}

/** A mistake in `--rows` under the name that the user gave. @throws UserError */
function namingSamples<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.lines.map((line) => line.replace(/^--rows:/, '--samples:')));
  }
}
