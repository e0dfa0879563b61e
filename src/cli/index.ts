// The command line: yargs parses, each command is a module, and every usage error is one line with exit code 2.
import { readFileSync } from 'node:fs';
import yargs, { type Argv, type CommandModule } from 'yargs';
import { EXIT } from '../core/userError.js';
import { unmarkOperands, wordsForYargs } from './arguments.js';
import { dashboardCommand, RACES } from './commands/dashboard.js';
import { COMMANDS } from './commands/index.js';
import { checkSwitches, complaint, declared, TEMPLATES, type CommandLine } from './complaints.js';
import type { completions, Vocabulary } from './completion.js';
import { completionScript } from './shells.js';
import { presetNames } from './presets.js';
import { headNames } from '../table/headNames.js';
import { copyTables } from './tableInput.js';
import { loadUserConfig } from './userConfig.js';
import { loadUserKeys } from './userKeys.js';

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

const COMPLETION = 'completion';
/** `train <preset>`: its first word. */
const nameOf = ({ command }: CommandModule): string => String(command).split(' ')[0] ?? '';
const commandNames = (modules: readonly CommandModule[]): string[] => [...modules.map(nameOf), COMPLETION];
const takes = (modules: readonly CommandModule[], word: string): string[] =>
  modules
    .filter(({ command }) =>
      String(command)
        .replace(/[[\]]/g, (b) => (b === '[' ? '<' : '>'))
        .includes(word),
    )
    .map(nameOf);

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
  const completing = argv.includes('--get-yargs-completions');
  if (!completing) {
    const interrupted = await copyTables(argv);
    if (interrupted !== null) return interrupted;
    await loadUserConfig();
    await loadUserKeys();
  }
  // Only completion needs panels and rules. They load first, because yargs would not wait for them.
  const propose = completing ? (await import('./completion.js')).completions : () => [];
  const modules = COMMANDS.map((command) => command(finish));
  const fallback = dashboardCommand(finish, commandNames(modules));
  const line: CommandLine = {
    argv,
    module: modules.find((one) => nameOf(one) === argv[0]) ?? fallback,
    names: [...modules.map(nameOf), ...presetNames()],
  };
  checkSwitches(line);
  await withoutCachedHelp(parserOf(line, modules, fallback, propose)).parseAsync();
  return code;
}

/** Methods of yargs that its types leave out. */
interface Internals {
  getInternalMethods(): { getUsageInstance(): { cacheHelpMessage(): void } };
}

/** yargs lays out the help of each command that runs, in case the command fails. No failure prints it, and the layout is a sixth of the CPU of a shard's start. */
function withoutCachedHelp(parser: Argv): Argv {
  (parser as unknown as Internals).getInternalMethods().getUsageInstance().cacheHelpMessage = () => undefined;
  return parser;
}

function parserOf(
  line: CommandLine,
  modules: readonly CommandModule[],
  fallback: CommandModule,
  propose: typeof completions,
): Argv {
  const { argv } = line;
  return (
    yargs(wordsForYargs(argv))
      // English in any locale, and complaints as parts.
      .locale('en')
      .updateStrings(TEMPLATES as Record<string, string>)
      .scriptName('gradtop')
      .usage('gradtop [preset] [flags]\n\nWatch a neural network learn, fail and get cured, live in the terminal.')
      .parserConfiguration({ 'camel-case-expansion': false, 'parse-positional-numbers': false })
      .command([fallback, ...modules])
      .completion(
        COMPLETION,
        'print a completion script: bash, zsh or fish',
        (_current: string, _argv: unknown, usual: Usual, done: (words: string[]) => void) => {
          usual((_error, known) => done(propose(wordsToComplete(argv), known ?? [], vocabularyOf(modules, fallback))));
        },
      )
      .middleware(unmarkOperands, true)
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
        throw complaint(message ?? error?.message ?? 'wrong usage', line);
      })
  );
}

/** The words after --get-yargs-completions and the program's name. */
const wordsToComplete = (argv: readonly string[]): readonly string[] =>
  argv.slice(argv.indexOf('--get-yargs-completions') + 2);

const vocabularyOf = (modules: readonly CommandModule[], fallback: CommandModule): Vocabulary => ({
  presets: presetNames(),
  races: Object.keys(RACES),
  takesPreset: takes(modules, '<preset>'),
  columns: headNames,
  takesPresets: takes(modules, '<presets..>'),
  commands: commandNames(modules),
  switches: (command) => declared(modules.find((one) => nameOf(one) === command) ?? fallback).switches,
});
type Usual = (take: (error: Error | null, words: string[] | undefined) => void) => void;
