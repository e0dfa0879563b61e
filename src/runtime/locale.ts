// Decides whether the terminal shows all characters: by the locale, else by the platform, and by the terminal.
import { sanitizeLine } from '../core/text/sanitize.js';
import { terminalOf } from './terminal/identity.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** In the order of the C library; an empty variable counts as not set. */
const VARIABLES = ['LC_ALL', 'LC_CTYPE', 'LANG'] as const;

/** Windows' own console shows boxes for braille and most lines; these programs do not. */
const showsOnWindows = ({ WT_SESSION, ConEmuPID, TERM_PROGRAM, TERMINAL_EMULATOR, TERM }: Environment): boolean =>
  [WT_SESSION, ConEmuPID, TERM_PROGRAM, TERMINAL_EMULATOR].some((value) => value !== undefined && value !== '') ||
  /^(?:xterm|alacritty|rxvt|cygwin|mintty)/.test(TERM ?? '');

/** The reason why the terminal does not show all characters, as a clause; null if it does. */
export const whyNoUnicode = (environment: Environment, platform: NodeJS.Platform): string | null =>
  whyNoUtf8(environment, platform) ?? whyNoGlyphs(environment);

/** Of a terminal whose fonts have few characters beside ASCII, the clause that says so; null of others. */
export function whyNoGlyphs(environment: Environment): string | null {
  const { name, unicode } = terminalOf(environment);
  return unicode ? null : `the ${name} has few others`;
}

/** The reason why the terminal does not show UTF-8, as a clause; null if it does. */
export function whyNoUtf8(environment: Environment, platform: NodeJS.Platform): string | null {
  const name = VARIABLES.find((variable) => (environment[variable] ?? '') !== '');
  if (name !== undefined) {
    const value = environment[name] ?? '';
    return /utf-?8/i.test(value) ? null : `${name} is ${JSON.stringify(sanitizeLine(value, 40))}, not UTF-8`;
  }
  // Terminals of macOS show UTF-8, even if a login over the network sets no locale.
  if (platform === 'darwin') return null;
  if (platform === 'win32') return showsOnWindows(environment) ? null : 'the Windows console lacks the characters';
  return `none of ${VARIABLES.join(', ')} is set, so the locale is not UTF-8`;
}
