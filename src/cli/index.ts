// The command line: yargs parses, each command is a module, and every usage error is one line with exit code 2.
import { readFileSync } from 'node:fs';
import yargs, { type CommandModule } from 'yargs';
import { didYouMean } from '../core/config/suggest.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UserError } from '../core/userError.js';
import { withDashes, type Finish } from './arguments.js';
import { compareCommand, dashboardCommand, RACES } from './commands/dashboard.js';
import { exportCommandModule } from './commands/export.js';
import { lessonCommandModule } from './commands/lesson.js';
import { recordCommandModule } from './commands/record.js';
import { replayCommandModule } from './commands/replay.js';
import { runsCommand } from './commands/runs.js';
import { doctorCommand, listCommand } from './commands/small.js';
import { sweepCommandModule } from './commands/sweep.js';
import { trainCommandModule } from './commands/train.js';
import { completions } from './completion.js';
import { completionScript } from './shells.js';
import { presetNames } from './presets.js';

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** In the order of the help. */
const commandModules = (finish: Finish): CommandModule[] => [
  listCommand(finish),
  compareCommand(finish),
  lessonCommandModule(finish),
  trainCommandModule(finish),
  sweepCommandModule(finish),
  replayCommandModule(finish),
  exportCommandModule(finish),
  recordCommandModule(finish),
  runsCommand(),
  doctorCommand(finish),
];
const COMPLETION = 'completion';
/** `train <preset>`: its first word. */
const nameOf = ({ command }: CommandModule): string => String(command).split(' ')[0] ?? '';
const takes = (modules: readonly CommandModule[], word: string): string[] =>
  modules.filter(({ command }) => String(command).includes(word)).map(nameOf);

/** Runs the command that `argv` (without node and script) names. Resolves with the exit code. @throws UserError */
export async function runCli(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.fine;
  const finish = (result: number): void => {
    code = result;
  };
  if (argv[0] === COMPLETION) {
    const script = completionScript(argv, process.env);
    if (script !== null) {
      process.stdout.write(script);
      return code;
    }
    argv = argv.slice(0, 1);
  }
  const modules = commandModules(finish);
  const commands = [...modules.map(nameOf), COMPLETION];
  checkSwitches(argv, modules);
  const parser = yargs(withDashes(argv))
    .scriptName('gradtop')
    .usage('gradtop [preset] [flags]\n\nWatch a neural network learn, fail and get cured, live in the terminal.')
    .parserConfiguration({ 'camel-case-expansion': false, 'parse-positional-numbers': false })
    .command([dashboardCommand(finish, commands), ...modules])
    .completion(
      COMPLETION,
      'print a completion script: bash, zsh or fish',
      (_current: string, _argv: unknown, usual: Usual, done: (words: string[]) => void) => {
        // The words after --get-yargs-completions and the program's name.
        const words = argv.slice(argv.indexOf('--get-yargs-completions') + 2);
        const vocabulary = {
          presets: presetNames(),
          races: Object.keys(RACES),
          takesPreset: takes(modules, '<preset>'),
          takesPresets: takes(modules, '<presets..>'),
          commands,
        };
        usual((_error, known) => {
          done(completions(words, known ?? [], vocabulary));
        });
      },
    )
    .strict()
    .version(version())
    .alias('h', 'help')
    .alias('v', 'version')
    .wrap(Math.min(120, process.stdout.columns || 100))
    // yargs would run the default command after printing the completion script unless it may exit the process.
    .exitProcess(argv[0] === COMPLETION)
    .showHelpOnFail(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      // Some complaints arrive as errors of yargs.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UserError([explained(message ?? error?.message ?? 'wrong usage', argv, modules)]);
    });
  await parser.parseAsync();
  return code;
}
type Usual = (take: (error: Error | null, words: string[] | undefined) => void) => void;

/** Rewrites a complaint of yargs: what is wrong, where, what is allowed. */
function explained(message: string, argv: readonly string[], modules: readonly CommandModule[]): string {
  const line = message.replace(/\s+/g, ' ').trim();
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(line)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    const first = argv[0] ?? '';
    const names = [...modules.map(nameOf), ...presetNames()];
    if (/^[\w-]+$/.test(first) && !first.startsWith('-') && !names.includes(first))
      return `no command or preset ${first}${didYouMean(first, names)}; gradtop --help lists commands and flags`;
    const flags = flagsOf(argv[0], modules).all;
    return `unknown flag or word ${sanitizeLine(unknown, 60)}${didYouMean(unknown, flags)}; gradtop --help lists commands and flags`;
  }
  const choice = /Argument: (\S+), Given: "(.*?)", Choices: (.+)$/.exec(line);
  if (choice !== null) {
    const [, flag = '', given = '', list = ''] = choice;
    const allowed = list.replace(/"/g, '').split(', ');
    return sanitizeLine(
      `--${flag}: "${given}" is not allowed${didYouMean(given, allowed)}; allowed: ${allowed.join(', ')}`,
      400,
    );
  }
  const bare = /^Not enough arguments following: (\S+)$/.exec(line)?.[1];
  if (bare !== undefined) return `--${bare} needs a value`;
  const command = modules.find((module) => nameOf(module) === argv[0])?.command;
  if (line.startsWith('Not enough non-option arguments') && command !== undefined)
    return `${argv[0]}: missing argument; usage: gradtop ${String(command)}`;
  return sanitizeLine(line, 400);
}

interface Declared {
  readonly all: readonly string[];
  /** Boolean flags. */
  readonly switches: readonly string[];
}

/** The flags that a command declares. */
function flagsOf(word: string | undefined, modules: readonly CommandModule[]): Declared {
  const module = modules.find((one) => nameOf(one) === word) ?? dashboardCommand(() => undefined, []);
  const probe = yargs([]);
  if (typeof module.builder === 'function') void module.builder(probe);
  const options = (probe as unknown as { getOptions(): { key: object; boolean: string[] } }).getOptions();
  return { all: Object.keys(options.key), switches: options.boolean };
}

const VALUED = /^--([\w-]+)=(.*)$/;

/** Rejects `--json=maybe`, which yargs silently reads as false. @throws UserError */
function checkSwitches(argv: readonly string[], modules: readonly CommandModule[]): void {
  if (!argv.some((word) => VALUED.test(word))) return;
  const { switches } = flagsOf(argv[0], modules);
  for (const word of argv) {
    if (word === '--') return;
    const [, name = '', value = ''] = VALUED.exec(word) ?? [];
    if (switches.includes(name) && value !== 'true' && value !== 'false')
      throw new UserError([
        `--${name}: ${JSON.stringify(sanitizeLine(value, 40))} is not allowed; allowed: true, false`,
      ]);
  }
}
