// Removes from outside text (logs, names, files, stderr) what controls a terminal or is invisible. Each reader cleans once, where it
// decodes, so drawing and printing need no further check. docs/run-log.md lists what is removed.

/**
 * Escape sequences whole: CSI; OSC, DCS and the like up to their end or the line's; two-byte ones. ESC [ and the 8-bit U+009B are
 * the same.
 */
const SEQUENCES = new RegExp(
  [
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
    '(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u001b\\u009c\\r\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)?',
    '\\u001b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);
/** As terminals, editors and browsers break lines: with U+0085, U+2028 and U+2029. */
const LINE_ENDS = /\r\n|[\r\u0085\u2028\u2029]/g;
/**
 * Control characters (C0, DEL, C1), format characters (directions and their overrides, joiners, zero width, tags) and all else that
 * a program may leave invisible (variation selectors, fillers). An emoji of several parts falls into its parts.
 */
const UNSEEN = /[^\P{Cc}\n\t]|\p{Cf}|\p{Default_Ignorable_Code_Point}/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
const PLAIN = /^[ -~]*$/;

/** Several lines allowed, ended by \n; tabs stay. */
export const sanitize = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text.replace(SEQUENCES, '').replace(LINE_ENDS, '\n').replace(UNSEEN, '').replace(LONE_SURROGATES, '\ufffd');

/** One line of any length. */
export const oneLine = (text: string): string => (PLAIN.test(text) ? text : sanitize(text).replace(/[\n\t]+/g, ' '));

/** One line of at most `most` characters, cut with an ellipsis. */
export function sanitizeLine(text: string, most = 200): string {
  const line = oneLine(text).trim();
  if (line.length <= most) return line;
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** Cleans every string of a parsed value in place, names of fields too; returns the value, which may be a string itself. */
export function cleanStrings<T>(value: T, clean: (text: string) => string = oneLine): T {
  if (typeof value === 'string') return clean(value) as T;
  // No recursion: a hostile text may nest deeper than the stack.
  const open: unknown[] = [value];
  const cleaned = (item: unknown): unknown => {
    if (typeof item === 'string') return clean(item);
    if (typeof item === 'object' && item !== null) open.push(item);
    return item;
  };
  for (let holder = open.pop(); holder !== undefined; holder = open.pop())
    if (Array.isArray(holder)) holder.forEach((item, i, list) => (list[i] = cleaned(item)));
    else if (typeof holder === 'object' && holder !== null) cleanFields(holder as Record<string, unknown>, cleaned);
  return value;
}

function cleanFields(fields: Record<string, unknown>, cleaned: (value: unknown) => unknown): void {
  for (const [name, field] of Object.entries(fields)) {
    const cleanName = oneLine(name);
    const value = cleaned(field);
    if (cleanName === name && value === field) continue;
    if (cleanName !== name) delete fields[name];
    // An assignment to __proto__ would do something else.
    Object.defineProperty(fields, cleanName, { value, writable: true, enumerable: true, configurable: true });
  }
}

const units = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i), 4)}`).join('');
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const TO_ESCAPE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Keeps the text recoverable: characters that `oneLine` would remove become escapes, in JSON form unless `escape` is given. */
export const escapeUnseen = (text: string, escape: (character: string) => string = units): string =>
  PLAIN.test(text) ? text : text.replace(TO_ESCAPE, escape);

/** The escape of a character in a shell's $'...'. */
export const shellEscape = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
};
