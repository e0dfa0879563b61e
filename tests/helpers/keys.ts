// The bytes that a terminal sends for named keys.
export const BYTES: Readonly<Record<string, string>> = {
  space: ' ',
  tab: '\t',
  enter: '\r',
  esc: '\u001b',
  'shift-tab': '\u001b[Z',
  left: '\u001b[D',
  right: '\u001b[C',
  up: '\u001b[A',
  down: '\u001b[B',
  home: '\u001b[H',
  end: '\u001b[F',
  delete: '\u001b[3~',
  backspace: '\u007f',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  ...Object.fromEntries(
    [...'cdefglnoprstuwxyz'].map((key) => [`ctrl-${key}`, String.fromCharCode(key.charCodeAt(0) & 31)]),
  ),
  f2: '\u001bOQ',
};
