// Reads single values of the parsed flags. Of a repeated flag the last value counts.
import { hookProgram } from '../runtime/hooks.js';
import { NOTIFY_WHEN, type NotifyWhen } from '../runtime/terminal/notify.js';
import { IMAGES_WHEN, imagesIn } from '../runtime/terminal/identity.js';
import type { BackendChoice } from '../core/config/backends.js';
import { STDIN } from '../runtime/log/logName.js';
import { didYouMean } from '../core/config/suggest.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { whyNoUnicode } from '../runtime/locale.js';
import { UserError } from '../core/userError.js';
import type { ScreenOptions } from '../ui/shell/screenOptions.js';
import { asksForLines } from './output.js';
import { DEFAULT_FPS, PACE, parseFps } from './rates.js';
import { terminalHere } from './terminalHere.js';
import { refuseBadConfig, settingFile } from './userConfig.js';
import { keepLayout, ownLayout } from './userLayout.js';
import { ownKeys } from './userKeys.js';
import { THEME_NAMES } from '../ui/themes/index.js';

export type Arguments = Readonly<Record<string, unknown>>;
/** Receives the exit code of a command. */
export type Finish = (code: number) => void;

export const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);

/** Replaces `-` in a list of words, from which yargs drops a lone dash. */
export const STDIN_FILE = '/dev/stdin';

/** Marks the words after `--`, which yargs would keep from the commands. No word of a command line begins with it. */
const OPERAND = '\0';

/**
 * The words for yargs. `--svg -`: yargs takes a lone dash for a positional; join it to its flag. The words after `--` are
 * positionals however they begin: they are marked, and `unmarkOperands` removes the marks.
 */
export function wordsForYargs(argv: readonly string[]): string[] {
  const dashes = argv.indexOf('--');
  if (dashes < 0) return withDashes(argv, argv[0]);
  const operands = argv.slice(dashes + 1).map((word) => (word === STDIN && argv[0] === 'watch' ? STDIN_FILE : word));
  return [...withDashes(argv.slice(0, dashes), argv[0]), ...operands.map((word) => OPERAND + word)];
}

/** Changes what yargs has parsed in place. */
export function unmarkOperands(parsed: Record<string, unknown>): void {
  const plain = (value: unknown): unknown =>
    typeof value === 'string' && value.startsWith(OPERAND) ? value.slice(OPERAND.length) : value;
  for (const [name, value] of Object.entries(parsed))
    parsed[name] = Array.isArray(value) ? value.map(plain) : plain(value);
}

const withDashes = (argv: readonly string[], command: string | undefined): string[] =>
  argv.reduce<string[]>((words, word) => {
    const flag = words.at(-1) ?? '';
    if (word === STDIN && command === 'watch') words.push(STDIN_FILE);
    else if (word === '-' && /^--(?:svg|png|html|page|lab|txt|csv|weights|data)$/.test(flag))
      words[words.length - 1] = `${flag}=-`;
    else words.push(word);
    return words;
  }, []);

/** Null if it was not given. @throws UserError for `--flag=` */
export function text(args: Arguments, flag: string): string | null {
  const value = last(args[flag]);
  if (value === '') throw new UserError([`--${flag} needs a value`]);
  return typeof value === 'string' ? value : null;
}

/** A positional word; yargs passes a lone dash as an empty string. */
export const word = (args: Arguments, name: string): string | null =>
  last(args[name]) === '' ? STDIN : text(args, name);

export const isOn = (args: Arguments, flag: string): boolean => last(args[flag]) === true;
export const backendOf = (args: Arguments): BackendChoice => last(args['backend']) as BackendChoice;

/** Epochs a second. @throws UserError */
export function paceOf(args: Arguments): number {
  const pace = Number(last(args['pace']));
  if (!PACE.fits(pace))
    throw new UserError([`--pace: ${JSON.stringify(last(args['pace']))} is not allowed; allowed: ${PACE.allowed}`]);
  return pace;
}

/** @throws UserError */
export function themeOf(args: Arguments): string {
  const name = text(args, 'theme') ?? '';
  if (THEME_NAMES.includes(name)) return name;
  throw new UserError([
    `--theme: no theme ${sanitizeLine(name, 40)}${didYouMean(name, THEME_NAMES)}; allowed: ${THEME_NAMES.join(', ')}`,
  ]);
}

export interface Look {
  readonly theme: string;
  readonly ascii: boolean;
  /** Why gradtop chose ASCII, and the flag that overrides it; null if the user chose or nothing is missing. */
  readonly asciiReason: string | null;
  readonly screen: ScreenOptions;
}

/** The look of a picture file, which does not depend on the environment. @throws UserError */
export function lookOfFile(args: Arguments): Pick<Look, 'theme' | 'ascii'> {
  if (isOn(args, 'ascii') && isOn(args, 'unicode')) throw new UserError('--ascii and --unicode exclude each other');
  return { theme: themeOf(args), ascii: isOn(args, 'ascii') };
}

/** The look of the screen of this terminal. @throws UserError */
export function lookOfScreen(args: Arguments): Look {
  refuseBadConfig();
  const { theme, ascii } = lookOfFile(args);
  // A pipe or file takes any character.
  const asked = ascii || isOn(args, 'unicode') || !process.stdout.isTTY;
  const lack = asked ? null : whyNoUnicode(process.env, process.platform);
  const terminal = terminalHere();
  return {
    theme,
    ascii: ascii || lack !== null,
    screen: {
      mouse: last(args['mouse']) !== false && terminal.mouse,
      linear: isOn(args, 'screen-reader') || asksForLines(process.env),
      images: imagesIn(process.env, IMAGES_WHEN.find((when) => when === text(args, 'images')) ?? 'never'),
      notify: notifyIn(args),
      fps: parseFps(text(args, 'fps') ?? String(DEFAULT_FPS)),
      terminal,
      // Read where a screen opens: without one a faulty keys.yaml is of no consequence.
      get keys() {
        return ownKeys();
      },
      layout: ownLayout(text(args, 'layout')),
      keepLayout,
      hooks: { onEnd: hookIn(args, 'on-end'), onAlarm: hookIn(args, 'on-alarm') },
    },
    asciiReason: lack === null ? null : `ASCII characters only: ${lack}; --unicode forces all`,
  };
}

const notifyIn = (args: Arguments): NotifyWhen => NOTIFY_WHEN.find((when) => when === text(args, 'notify')) ?? 'never';

const hookIn = (args: Arguments, flag: string): string | null => {
  const program = text(args, flag);
  return program === null ? null : hookProgram(settingFile(flag, program) ?? `--${flag}`, program);
};

/** A whole number from `least`, or null. @throws UserError */
export function parseCount(flag: string, text: string | null, least: number): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new UserError([`--${flag}: ${sanitizeLine(text, 40)} is not allowed; allowed: a whole number from ${least}`]);
  return Number(text);
}
