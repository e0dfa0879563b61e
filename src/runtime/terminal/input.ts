// Parses terminal input into key names (`a`, `A`, `space`, `shift-tab`, `left`, `ctrl-c`, `esc`), mouse events and focus events.
// Pure; the caller has the clock.
import type { PointerEvent } from '../../core/screen/pointer.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { extendedKey, plainFunctionKey } from './extendedKeys.js';
import { mouseReport, OLD_REPORT } from './mouse.js';
import { graphicsReply, replyOf, versionReply, type TerminalReply } from './replies.js';

const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[Z': 'shift-tab',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[2~': 'insert',
  ...keypadSequences(),
  ...functionSequences(),
};

/** The keypad in application mode: `ESC O j` is `*`, and so on. */
function keypadSequences(): Record<string, string> {
  const digits = [...'pqrstuvwxy'].map((end, digit): [string, string] => [`O${end}`, String(digit)]);
  return {
    OM: 'enter',
    Oj: '*',
    Ok: '+',
    Ol: ',',
    Om: '-',
    On: '.',
    Oo: '/',
    OX: '=',
    ...Object.fromEntries<string>(digits),
  };
}

/** F1 to F12 of xterm, of VT220 and its followers, and of the Linux console. */
function functionSequences(): Record<string, string> {
  const names = (start: string, ends: readonly (string | number)[], last = ''): [string, string][] =>
    ends.map((end, at) => [`${start}${end}${last}`, `f${at + 1}`]);
  return Object.fromEntries<string>([
    ...names('O', [...'PQRS']),
    ...names('[', [...'PQ']),
    ['[S', 'f4'] as const,
    ...names('[', [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24], '~'),
    ...names('[[', [...'ABCDE']),
  ]);
}
/** Letters that have a control character without another name. */
const NAMED_CONTROLS = [...'abcdefgklnopqrstuvwxyz'];
const CONTROLS: Readonly<Record<string, string>> = {
  '\u001b': 'esc',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  ' ': 'space',
  '\u007f': 'backspace',
  '\b': 'backspace',
  ...Object.fromEntries(
    NAMED_CONTROLS.map((letter) => [String.fromCharCode(letter.charCodeAt(0) & 31), `ctrl-${letter}`]),
  ),
};

/** Whether the terminal's window has the keyboard (mode 1004). */
export interface FocusChange {
  readonly focused: boolean;
}
/** Text that was pasted, in one line. */
export interface Pasted {
  readonly pasted: string;
}
/** A key's name, or another event. */
export type TerminalInput = string | PointerEvent | FocusChange | TerminalReply | Pasted;

export interface ParsedInput {
  readonly inputs: readonly TerminalInput[];
  /** An incomplete escape sequence: prepend it to the next bytes, or treat it as `esc` after a timeout. */
  readonly rest: string;
}

const PASTE = '\u001b[200~';
const PASTE_END = '\u001b[201~';
/** Fields are short. */
const MOST_PASTED = 200;

/** The beginnings of answers that are strings: of kitty's graphics protocol, and to XTVERSION; and their end. */
const ANSWERS = ['_G', 'P>|'] as const;
const STRING_END = '\u001b\\';
/** What may begin an answer, and is keys if nothing follows: alt with `_` or `P`, and perhaps `>`. */
const MAY_BE_ANSWER = ANSWERS.flatMap((begin) => [...begin].slice(1).map((_, i) => begin.slice(0, i + 1)));
export const isKeysAlone = (rest: string): boolean => rest === '' || MAY_BE_ANSWER.includes(rest);

/** Whether the incomplete input is a paste without its end mark. */
export const isPaste = (rest: string): boolean => rest.startsWith(PASTE);

/** Of a long paste without its end, keeps the beginning without escapes, and what may be the beginning of its end mark. */
const shortened = (text: string): string =>
  text.length <= 2 * MOST_PASTED
    ? text
    : text.slice(0, MOST_PASTED).replaceAll('\u001b', '') + text.slice(-PASTE_END.length);

/** Unknown sequences and control characters yield nothing. */
export function parseInput(text: string): ParsedInput {
  const inputs: TerminalInput[] = [];
  let at = 0;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (character !== '\u001b') {
      at += character.length;
      inputs.push(...namesOf(character));
      continue;
    }
    if (text.startsWith(PASTE, at)) {
      const end = text.indexOf(PASTE_END, at);
      if (end < 0) return { inputs, rest: PASTE + shortened(text.slice(at + PASTE.length)) };
      const pasted = sanitizeLine(text.slice(at + PASTE.length, end), MOST_PASTED);
      if (pasted !== '') inputs.push({ pasted });
      at = end + PASTE_END.length;
      continue;
    }
    const rest = text.slice(at + 1);
    if (ANSWERS.some((begin) => rest.startsWith(begin)) || MAY_BE_ANSWER.includes(rest)) {
      const end = rest.indexOf(STRING_END);
      if (end < 0) return { inputs, rest: text.slice(at) };
      const reply = graphicsReply(rest.slice(0, end)) ?? versionReply(rest.slice(0, end));
      if (reply !== null) inputs.push(reply);
      at += 1 + end + STRING_END.length;
      continue;
    }
    if (rest === '' || rest === '[' || rest === '[[' || rest === 'O' || /^\[[0-9;:?<]*$/.test(rest))
      return { inputs, rest: text.slice(at) };
    const sequence = /^(?:\[\[[A-Z]|\[[0-9;:?<]*[ -/]*[@-~]|O[@-~])/.exec(rest)?.[0];
    if (sequence === undefined) {
      // A lone escape, or escape before a key (alt); the key itself follows.
      inputs.push('esc');
      at += 1;
      continue;
    }
    at += 1 + sequence.length;
    if (sequence === OLD_MOUSE) {
      if (text.length < at + OLD_REPORT) return { inputs, rest: text.slice(at - 1 - sequence.length) };
      at += OLD_REPORT;
    } else inputs.push(...meaningOf(sequence));
  }
  return { inputs, rest: '' };
}

/** `ESC [ M`, which three characters follow that are not keys. */
const OLD_MOUSE = '[M';

/** The input of a complete sequence; empty if it has no meaning. */
function meaningOf(sequence: string): TerminalInput[] {
  const report = mouseReport(sequence);
  if (report !== null) return report === undefined ? [] : [report];
  if (sequence === '[I' || sequence === '[O') return [{ focused: sequence === '[I' }];
  const reply = replyOf(sequence);
  if (reply !== null) return [reply];
  const extended = extendedKey(sequence);
  if (extended !== null) return namesOf(extended);
  // Ignore modifiers of arrows and other function keys.
  const name = SEQUENCES[sequence] ?? SEQUENCES[plainFunctionKey(sequence)];
  return name === undefined ? [] : [name];
}

/** The key name of a character; empty for a control character without a meaning. */
function namesOf(key: string): string[] {
  const named = CONTROLS[key];
  if (named !== undefined) return [named];
  return key !== '' && key >= ' ' && !(key >= '\u007f' && key < '\u00a0') ? [key] : [];
}
