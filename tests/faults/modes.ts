// The state in which a program leaves the terminal: its modes, its cursor, and the look of later text.
import { MemoryTerminal } from '../helpers/terminal.js';
import type { FaultSession } from './session.js';

/** Private modes that are on in a fresh terminal: wrapping at the right edge, and the cursor. */
const USUALLY_ON = new Set(['7', '25']);
/** The three modes of the alternate screen. */
const ALTERNATE = new Set(['47', '1047', '1049']);

export interface After {
  readonly alternate: boolean;
  readonly cursor: boolean;
  /** Private modes that differ from a fresh terminal, such as `?2004h`. */
  readonly modes: readonly string[];
  /** Whether scrolling is limited to a part of the screen. */
  readonly scrolled: boolean;
  /** Whether new text has the default colours and no attributes. */
  readonly plain: boolean;
}

/** Modes that the output changed and did not restore. */
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

/** The screen after the output and a shell's prompt, in a second terminal, so that `screen` keeps the program's last state. */
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
