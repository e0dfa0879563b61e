// Which terminal this is, by its environment, and what it is known to take. The only place that knows terminals by name.

import { namedVersion } from './replies.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a terminal notifies the desktop: an OSC sequence by number, or the bell. */
export type NotifyForm = 9 | 777 | 99 | 'bell';
export type ImageForm = 'kitty' | 'iterm2' | 'sixel';
/**
 * `always`: wherever the terminal confirms that it shows images; `auto`: not over SSH, because each takes some KB; in both, octants
 * where only these are known. `octants`: these, whatever the terminal.
 */
export const IMAGES_WHEN = ['auto', 'always', 'octants', 'never'] as const;
export type ImagesWhen = (typeof IMAGES_WHEN)[number];
/** Octants; `since`: once the terminal has confirmed its name and at least this version. */
export interface Octants {
  readonly since?: { readonly name: string; readonly version: string };
}
/** How pictures are drawn. */
export type PictureForm = ImageForm | Octants;

/** What a terminal takes. A sequence that a terminal is not known to take is not sent, because some print it. */
export interface Abilities {
  readonly notify: NotifyForm;
  /** Progress in the tab (OSC 9;4). */
  readonly progress: boolean;
  /** Copying (OSC 52). The terminal can still refuse it by a setting. */
  readonly clipboard: boolean;
  /** Hyperlinks (OSC 8). */
  readonly links: boolean;
  /** Reports of the keyboard focus (mode 1004). */
  readonly focus: boolean;
  readonly mouse: boolean;
  /** Updates shown at once (mode 2026). */
  readonly synchronized: boolean;
  /** Erasing cells within a row (ECH). */
  readonly erase: boolean;
  readonly images: ImageForm | null;
  /** Whether the terminal draws octants (Unicode 16) itself, since few fonts have them. */
  readonly octants: Octants | null;
  readonly trueColour: boolean;
  /** Whether its fonts have braille, blocks and heavy lines. */
  readonly unicode: boolean;
}

export interface KnownTerminal extends Abilities {
  readonly name: string;
  /** A program between gradtop and the terminal, which passes on only some sequences. */
  readonly between: boolean;
}

/** An ability of all versions, or of versions from this one on. */
type Since = boolean | string;

interface TerminalRecord extends Partial<Omit<Abilities, 'progress' | 'links' | 'octants'>> {
  readonly name: string;
  readonly is: (environment: Environment) => boolean;
  readonly progress?: Since;
  readonly links?: Since;
  /** The first version that draws octants, by its release notes or its source. */
  readonly octants?: string;
  readonly between?: boolean;
  /** The version, where it is not in TERM_PROGRAM_VERSION. */
  readonly version?: (environment: Environment) => string;
}

const named =
  (pattern: RegExp) =>
  ({ TERM = '' }: Environment): boolean =>
    pattern.test(TERM);
const program =
  (...names: readonly string[]) =>
  ({ TERM_PROGRAM = '' }: Environment): boolean =>
    names.includes(TERM_PROGRAM);
const has =
  (...variables: readonly string[]) =>
  (environment: Environment): boolean =>
    variables.some((variable) => environment[variable] !== undefined);

/** What xterm does, and most terminals as well. */
const USUAL: Abilities = {
  notify: 'bell',
  progress: false,
  clipboard: true,
  links: false,
  focus: true,
  mouse: true,
  synchronized: false,
  erase: true,
  images: null,
  octants: null,
  trueColour: false,
  unicode: true,
};
const BARE = { clipboard: false, focus: false, mouse: false } as const;
const MODERN = { links: true, synchronized: true, trueColour: true } as const;
/** Where TERM_PROGRAM_VERSION, if it is set, is that of another program. */
const unknown = (): string => '';
type Named = Omit<TerminalRecord, 'is'>;
const KITTY: Named = { name: 'kitty', ...MODERN, notify: 99, images: 'kitty', version: unknown, octants: '0.40.0' };
const GHOSTTY: Named = {
  ...{ name: 'Ghostty', ...MODERN, notify: 9, progress: '1.2.0', images: 'kitty' },
  octants: '1.2.0',
};

/**
 * First match wins. What lies between gradtop and the terminal comes first, then TERM, which only the terminal itself sets, then
 * variables that programs started from it inherit.
 */
const TERMINALS: readonly TerminalRecord[] = [
  { name: 'dumb', is: named(/^dumb$/), ...BARE },
  { name: 'tmux', is: (e) => has('TMUX')(e) || named(/^tmux/)(e), between: true, links: '3.4' },
  {
    name: 'screen',
    is: (e) => has('STY')(e) || named(/^screen/)(e),
    between: true,
    ...BARE,
    mouse: true,
    erase: false,
  },
  // A font of the console has 512 characters at most.
  { name: 'linux console', is: named(/^linux/), ...BARE, unicode: false },
  { name: 'VT terminal', is: named(/^vt\d/), ...BARE, erase: false },
  { ...KITTY, is: named(/^xterm-kitty/) },
  { ...GHOSTTY, is: named(/^(?:xterm-)?ghostty/) },
  { name: 'foot', is: named(/^foot/), ...MODERN, notify: 777, images: 'sixel', version: unknown, octants: '1.20.0' },
  { name: 'Alacritty', is: named(/^alacritty/), ...MODERN },
  {
    name: 'contour',
    is: (e) => named(/^contour/)(e) || program('contour')(e),
    ...MODERN,
    notify: 777,
    images: 'sixel',
  },
  { name: 'rio', is: (e) => named(/^rio/)(e) || program('rio')(e), ...MODERN },
  { name: 'urxvt', is: named(/^rxvt-unicode/), notify: 777 },
  // Earlier versions of WezTerm and iTerm2 show progress as a notification.
  {
    name: 'WezTerm',
    is: (e) => named(/^wezterm/)(e) || program('WezTerm')(e),
    ...MODERN,
    notify: 9,
    progress: '20250301',
    images: 'iterm2',
  },
  { name: 'iTerm2', is: program('iTerm.app'), ...MODERN, notify: 9, progress: '3.6.6', images: 'iterm2' },
  { ...GHOSTTY, is: program('ghostty') },
  { name: 'VS Code', is: program('vscode'), ...MODERN, progress: '1.97' },
  { name: 'Windows Terminal', is: has('WT_SESSION'), links: true, trueColour: true, progress: true },
  { name: 'ConEmu', is: ({ ConEmuANSI }) => ConEmuANSI === 'ON', progress: true },
  // GNOME's terminals; 8000 stands for version 0.80, 7800 for 0.78.
  {
    name: 'VTE',
    is: has('VTE_VERSION'),
    version: (e) => e['VTE_VERSION'] ?? '',
    progress: '8000',
    links: '5000',
    octants: '7800',
    trueColour: true,
  },
  { ...KITTY, is: has('KITTY_WINDOW_ID') },
  { name: 'Alacritty', is: has('ALACRITTY_WINDOW_ID'), ...MODERN },
  // mosh sets this variable and passes on neither OSC sequences, except for OSC 52, nor TERM_PROGRAM.
  { name: 'mosh', is: has('NCURSES_NO_UTF8_ACS'), between: true },
];
const XTERM: TerminalRecord = { name: 'xterm', is: () => true };

/** The terminal of this environment. */
export function terminalOf(environment: Environment): KnownTerminal {
  const record = TERMINALS.find(({ is }) => is(environment)) ?? XTERM;
  const { name, between = false, progress = false, links = false, mouse = USUAL.mouse, ...others } = record;
  const version = record.version?.(environment) ?? environment['TERM_PROGRAM_VERSION'] ?? '';
  const able = (since: Since): boolean => (typeof since === 'boolean' ? since : notBefore(version, since));
  const { octants, ...own } = others;
  const { notify, clipboard, focus, synchronized, erase, images, trueColour, unicode } = { ...USUAL, ...own };
  return {
    name,
    between,
    notify,
    progress: able(progress),
    clipboard,
    links: able(links),
    focus,
    // Windows sets no TERM, and Node reads no mouse reports there.
    mouse: mouse && (environment['TERM'] ?? '') !== '',
    synchronized,
    erase,
    images,
    octants: octants === undefined ? null : octantsIn(name, version, octants),
    trueColour,
    unicode,
  };
}

/** tmux with the progress of the terminal that it passes sequences on to. `client`: that terminal's answer to XTVERSION. */
export function beyondTmux(tmux: KnownTerminal, client: string): KnownTerminal {
  const named = namedVersion(client);
  const record = TERMINALS.find(({ name }) => name.toLowerCase() === named?.name.toLowerCase());
  const since = record?.progress ?? false;
  return { ...tmux, progress: typeof since === 'boolean' ? since : notBefore(named?.version ?? '', since) };
}

/** A terminal whose version is unknown is asked. */
function octantsIn(name: string, version: string, since: string): Octants | null {
  if (version === '') return { since: { name, version: since } };
  return notBefore(version, since) ? {} : null;
}

/** How to draw pictures in this environment; null: only cells. */
export function imagesIn(environment: Environment, when: ImagesWhen): PictureForm | null {
  if (when === 'never') return null;
  if (when === 'octants') return {};
  const { images, octants } = terminalOf(environment);
  const remote = has('SSH_CONNECTION', 'SSH_TTY', 'SSH_CLIENT')(environment);
  return when === 'auto' && remote ? octants : (images ?? octants);
}

const numbers = (version: string): number[] => version.split(/\D+/).map(Number);

/** An unknown version counts as too early. */
export function notBefore(version: string, since: string): boolean {
  if (version === '') return false;
  const [have, need] = [numbers(version), numbers(since)];
  for (const [i, least] of need.entries()) {
    const part = have[i] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
