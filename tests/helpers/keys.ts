// Keys as bytes: what a terminal sends for those that have a name.
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
  'ctrl-c': '\u0003',
  'ctrl-l': '\u000c',
  'ctrl-z': '\u001a',
};
