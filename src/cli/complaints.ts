// Turns the complaints of yargs about a command line into error messages: what is wrong, where, what is allowed.
import yargs, { type CommandModule } from 'yargs';
import { didYouMean } from '../core/config/suggest.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';

/** Separates the parts of a complaint; no word on a command line holds it. */
const BREAK = '\u001f';
const parts = (kind: string, count: number): string => [kind, ...Array.from({ length: count }, () => '%s')].join(BREAK);
const either = (text: string) => ({ one: text, other: text });

/**
 * Templates that replace the messages of yargs (`updateStrings`): a kind and its parts, so that no English sentence is parsed.
 * Other messages stay as yargs writes them.
 */
export const TEMPLATES: Readonly<Record<string, unknown>> = {
  'Unknown argument: %s': either(parts('unknown', 1)),
  'Unknown command: %s': either(parts('unknown', 1)),
  'Argument: %s, Given: %s, Choices: %s': parts('choice', 3),
  'Not enough arguments following: %s': parts('bare', 1),
  'Not enough non-option arguments: got %s, need at least %s': either(parts('missing', 2)),
};

export interface CommandLine {
  readonly argv: readonly string[];
  /** The command that `argv` names, else the one that runs without a name. */
  readonly module: CommandModule;
  /** Commands and presets. */
  readonly names: readonly string[];
}

/** `message` was made from the templates, or is a sentence of yargs. */
export function complaint(message: string, { argv, module, names }: CommandLine): UserError {
  const line = message.split('\n').find((one) => one.includes(BREAK)) ?? message;
  const [kind, first = '', second = ''] = line.trim().split(BREAK);
  const word = argv[0] ?? '';
  switch (kind) {
    case 'unknown':
      return new UserError(unknown(first.split(', ')[0] ?? '', word, names, module));
    case 'choice': {
      const given = second.replace(/^"|"$/g, '');
      const allowed = declared(module).choices[first] ?? [];
      return new UserError(
        `--${first}: ${JSON.stringify(given)} is not allowed${didYouMean(given, allowed)}; allowed: ${allowed.join(', ')}`,
      );
    }
    case 'bare':
      return new UserError(`--${first} needs a value`);
    case 'missing':
      return new UserError(`${word}: missing argument; usage: gradtop ${String(module.command)}`);
    default:
      return new UserError(message.replace(/\s+/g, ' '));
  }
}

function unknown(given: string, first: string, names: readonly string[], module: CommandModule): string {
  if (/^\w[\w-]*$/.test(first) && !names.includes(first))
    return `no command or preset ${first}${didYouMean(first, names)}; gradtop --help lists commands and flags`;
  const guess = didYouMean(given, declared(module).all);
  return `unknown flag or word ${sanitizeLine(given, 60)}${guess}; gradtop --help lists commands and flags`;
}

interface Declared {
  readonly all: readonly string[];
  /** Boolean flags. */
  readonly switches: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** The flags that a command declares. */
export function declared(module: CommandModule): Declared {
  const probe = yargs([]);
  if (typeof module.builder === 'function') void module.builder(probe);
  const { key, boolean, choices } = (
    probe as unknown as { getOptions(): { key: object; boolean: string[]; choices: Declared['choices'] } }
  ).getOptions();
  return { all: Object.keys(key), switches: boolean, choices };
}

const VALUED = /^--([\w-]+)=(.*)$/;

/** Rejects `--json=maybe`, which yargs silently reads as false. @throws UserError */
export function checkSwitches({ argv, module }: CommandLine): void {
  if (!argv.some((word) => VALUED.test(word))) return;
  const { switches } = declared(module);
  for (const word of argv) {
    if (word === '--') return;
    const [, name = '', value = ''] = VALUED.exec(word) ?? [];
    if (switches.includes(name) && value !== 'true' && value !== 'false')
      throw new UserError(`--${name}: ${JSON.stringify(sanitizeLine(value, 40))} is not allowed; allowed: true, false`);
  }
}
