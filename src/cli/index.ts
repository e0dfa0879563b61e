// The command line: yargs parses, each command is one small function, every mistake is one line and exit code 2.
import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import type { BackendChoice } from '../core/config/backends.js';
import { didYouMean } from '../core/config/suggest.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UsageError } from './errors.js';
import { loadDashboard } from './inkModules.js';
import { configFrom, withBackend, withConfigFlags, withDashboard, type Asked } from './options.js';
import { logCommands } from './logCommands.js';
import { allPresets, DEFAULT_PRESET, presetNames } from './presets.js';

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

type Filter = (onDefaults: (error: Error | null, words: string[] | undefined) => void) => void;
type Arguments = Readonly<Record<string, unknown>>;
/** A flag given twice counts as it was given last. */
const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);
const text = (value: unknown): string | null => {
  const one = last(value);
  return typeof one === 'string' && one !== '' ? one : null;
};

/** Runs the command that `argv` (without node and script) names. Resolves with the exit code. */
export async function runCli(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.fine;
  const finish = (result: number): void => {
    code = result;
  };
  const parser = yargs(hideBin(['', '', ...argv]))
    .scriptName('gradtop')
    .usage('gradtop [preset] [flags]\n\nWatch a neural network learn, fail and get cured, live in the terminal.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'parse-positional-numbers': false,
    })
    .command(
      '$0 [preset]',
      'the dashboard',
      (y) =>
        withDashboard(
          withBackend(
            withConfigFlags(
              y.positional('preset', {
                type: 'string',
                default: DEFAULT_PRESET,
                description: 'name (gradtop list) or path of a .json file',
              }),
            ),
          ),
        ),
      async (args: Arguments) => finish(await dashboard(args)),
    )
    .command('list', 'the shipped presets and what each teaches', {}, async () => {
      const { listPresets } = await import('./list.js');
      process.stdout.write(listPresets(process.stdout.isTTY ? process.stdout.columns : 200));
    })
    .command(
      'compare <presets..>',
      "the dashboard with several presets side by side (up to nine); cures: the notes' five solutions",
      (y) =>
        withDashboard(
          withBackend(
            withConfigFlags(
              y.positional('presets', { type: 'string', array: true, description: 'names or paths, or cures' }),
            ),
          ),
        ),
      async (args: Arguments) => finish(await compare(args)),
    )
    .command(
      'train <preset>',
      'train without the dashboard',
      (y) =>
        withBackend(
          withConfigFlags(y.positional('preset', { type: 'string', description: 'name or path of a .json file' })),
        )
          .option('json', {
            type: 'boolean',
            description: 'the run log as JSON Lines on standard output',
            default: false,
          })
          .option('log', { type: 'string', description: 'write the run log to this file' })
          .option('snapshot-steps', {
            type: 'string',
            description: 'steps logged whole: batch, parameters, gradients (1,10,100)',
          })
          .option('fail-on', {
            type: 'string',
            description: 'exit 1 if a rule speaks: vanishing,exploding,diverged,...',
          }),
      async (args: Arguments) => finish(await train(args)),
    )
    .command(
      'sweep <preset>',
      'a map of what trains: two settings against each other',
      (y) =>
        withBackend(
          withConfigFlags(y.positional('preset', { type: 'string', description: 'name or path of a .json file' })),
        )
          .option('x', { type: 'string', description: 'axis: depth=1..30, learning-rate=0.001..1:log, depth=2,4,8' })
          .option('y', { type: 'string', description: 'axis: initializer-gain=0.2..4' })
          .option('points', { type: 'string', description: 'columns x rows', default: '10x10' })
          .option('seeds', { type: 'string', description: 'runs a cell; medians are shown', default: '1' })
          .option('metric', {
            type: 'string',
            description: 'what is shown: loss, accuracy, R, slope, initialR',
            default: 'loss',
          })
          .option('log', { type: 'string', description: 'a line a cell; the same command goes on from it' })
          .option('csv', { type: 'string', description: 'write the cells to this file' })
          .option('json', { type: 'string', description: 'write the cells to this file' })
          .option('ascii', { type: 'boolean', description: 'ASCII characters only', default: false }),
      async (args: Arguments) => finish(await sweep(args)),
    )
    .command(logCommands(finish))
    .command('doctor', 'what this machine can do, and what to do about each lack', {}, async () => {
      const { doctor } = await import('./doctor.js');
      const { lines, fit } = await doctor(process.env, process.stdout);
      process.stdout.write(`${lines.join('\n')}\n`);
      finish(fit ? EXIT.fine : EXIT.failed);
    })
    .completion(
      'completion',
      'a completion script for bash or zsh',
      (_current: string, _argv: unknown, filter: Filter, done: (words: string[]) => void) => {
        filter((_error, words) => {
          done([...new Set([...(words ?? []).filter((word) => !word.startsWith('$0')), ...presetNames()])]);
        });
      },
    )
    .strict()
    .version(version())
    .alias('h', 'help')
    .alias('v', 'version')
    .wrap(Math.min(120, process.stdout.columns || 100))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      throw error ?? new UsageError([sanitizeLine(explained(message ?? 'wrong usage'), 400)]);
    });
  await parser.parseAsync();
  return code;
}

/** Adds the nearest flag to yargs' complaint about an unknown one. */
function explained(message: string): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return message.replace(/\s+/g, ' ');
  return `unknown flag or word ${unknown}${didYouMean(unknown, KNOWN_FLAGS)}; gradtop --help shows what there is`;
}
const KNOWN_FLAGS = [
  'points',
  'seeds',
  'metric',
  'csv',
  'depth',
  'width',
  'activation',
  'output-activation',
  'initializer',
  'optimizer',
  'learning-rate',
  'batch-size',
  'epochs',
  'seed',
  'dataset',
  'samples',
  'noise',
  'batch-norm',
  'residual',
  'clip-norm',
  'backend',
  'json',
  'log',
  'snapshot-steps',
  'fail-on',
  'pace',
  'theme',
  'ascii',
  'full-speed',
  'validation-split',
  'momentum',
  'loss',
  'data',
  'target',
];

async function dashboard(args: Arguments): Promise<number> {
  const preset = text(args['preset']) ?? DEFAULT_PRESET;
  const asked = configFrom(preset, args);
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    process.stderr.write(`gradtop: no terminal, so this runs as: gradtop train ${sanitizeLine(preset)}\n`);
    return train(args);
  }
  return show([asked], args);
}

/** The notes' five solutions against the network that needs them. */
const RACES: Readonly<Record<string, readonly string[]>> = {
  cures: ['vanishing-sigmoid', 'fewer-layers', 'relu', 'sigmoid-he', 'batch-norm', 'residual'],
};
const MOST_RUNS = 9;

async function compare(args: Arguments): Promise<number> {
  const given = Array.isArray(args['presets']) ? args['presets'].map(String) : [];
  const names = given.flatMap((name) => RACES[name] ?? [name]);
  if (names.length > MOST_RUNS) throw new UsageError([`compare: ${names.length} runs; allowed: up to ${MOST_RUNS}`]);
  const asked = names.map((name) => configFrom(name, args));
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError(['compare needs a terminal; gradtop train runs one preset without']);
  return show(asked, args);
}

async function show(asked: readonly Asked[], args: Arguments): Promise<number> {
  const pace = Number(last(args['pace']));
  if (!(pace > 0 && pace <= 1000))
    throw new UsageError([`--pace: ${String(args['pace'])} is not allowed; allowed: a number above 0, at most 1000`]);
  const { runDashboard, depth } = await loadDashboard();
  return runDashboard({
    depth,
    asked,
    presets: allPresets(),
    backend: last(args['backend']) as BackendChoice,
    pace,
    fullSpeed: args['full-speed'] === true,
    theme: text(args['theme']) ?? 'dark',
    ascii: args['ascii'] === true,
    log: text(args['log']),
  });
}

async function train(args: Arguments): Promise<number> {
  const { parseFailOn, parseSteps, trainCommand } = await import('./train.js');
  const steps = text(args['snapshot-steps']);
  const failOn = text(args['fail-on']);
  return trainCommand({
    ...configFrom(text(args['preset']) ?? DEFAULT_PRESET, args),
    backend: last(args['backend']) as BackendChoice,
    json: args['json'] === true,
    log: text(args['log']),
    snapshotSteps: steps === null ? [] : parseSteps(steps),
    failOn: failOn === null ? [] : parseFailOn(failOn),
  });
}

async function sweep(args: Arguments): Promise<number> {
  const { sweepCommand } = await import('./sweep.js');
  const axis = (name: 'x' | 'y'): string => {
    const given = text(args[name]);
    if (given === null)
      throw new UsageError([`--${name} is missing; for example --x depth=1..30 --y initializer-gain=0.2..4`]);
    return given;
  };
  return sweepCommand({
    ...configFrom(text(args['preset']) ?? DEFAULT_PRESET, args),
    backend: args['backend'] as BackendChoice,
    x: axis('x'),
    y: axis('y'),
    points: text(args['points']) ?? '',
    seeds: text(args['seeds']) ?? '',
    metric: text(args['metric']) ?? '',
    log: text(args['log']),
    csv: text(args['csv']),
    json: text(args['json']),
    ascii: args['ascii'] === true,
  });
}
