// What a program leaves of a terminal: its modes, its cursor, and how text looks that is written afterwards.
import { MemoryTerminal } from '../helpers/terminal.js';
import type { FaultSession } from './session.js';

/** Private modes that are on in a fresh terminal: wrapping at the right edge, and the cursor. */
const USUALLY_ON = new Set(['7', '25']);
/** The alternate screen, in its three ways. */
const ALTERNATE = new Set(['47', '1047', '1049']);

export interface After {
  readonly alternate: boolean;
  readonly cursor: boolean;
  /** Private modes that are not as in a fresh terminal, `?2004h`. */
  readonly modes: readonly string[];
  /** Scrolling is confined to a part of the screen. */
  readonly scrolled: boolean;
  /** Text written now is in the default colours, without attributes. */
  readonly plain: boolean;
}

/** Modes that the output turned on or off and did not turn back. */
function modesLeft(output: string): string[] {
  const modes = new Map<string, 'h' | 'l'>();
  for (const [, list = '', to = ''] of output.matchAll(/\u001b\[\?([\d;]+)([hl])/g))
    for (const mode of list.split(';')) modes.set(mode, to === 'h' ? 'h' : 'l');
  return [...modes].filter(([mode, to]) => (to === 'h') !== USUALLY_ON.has(mode)).map(([mode, to]) => `?${mode}${to}`);
}

export async function screenAfter({ output, screen }: FaultSession): Promise<After> {
  const left = modesLeft(output);
  const regions = [...output.matchAll(/\u001b\[(\d*;?\d*)r/g)];
  return {
    alternate: screen.alternate,
    cursor: !left.includes('?25l'),
    modes: left.filter((mode) => mode !== '?25l' && !ALTERNATE.has(mode.slice(1, -1))),
    scrolled: (regions.at(-1)?.[1] ?? '') !== '',
    plain: await looksPlain(output),
  };
}

/** A prompt after the output, in a terminal of its own: `screen` stays as the program left it. */
async function looksPlain(output: string): Promise<boolean> {
  const terminal = new MemoryTerminal(80, 24);
  await terminal.write(`${output}\r\nPROMPT`);
  const row = terminal.cells().find((cells) =>
    cells
      .map(({ text }) => text)
      .join('')
      .startsWith('PROMPT'),
  );
  return (
    row !== undefined &&
    row.slice(0, 6).every((c) => c.fg === -1 && c.bg === -1 && !c.bold && !c.dim && !c.inverse && !c.underline)
  );
}
