// What `doctor` reports of the terminal.
import { sanitizeLine } from '../core/text/sanitize.js';
import { whyNoGlyphs, whyNoUtf8 } from '../runtime/locale.js';
import { colourDepth } from '../runtime/terminal/colour.js';
import type { KnownTerminal } from '../runtime/terminal/identity.js';
import { windowSize } from '../runtime/terminal/windowSize.js';
import { SMALLEST } from '../ui/layout.js';
import { terminalIn } from './terminalHere.js';

/** Reports size, colours, characters and abilities of the terminal. */
export function terminalLines(
  environment: NodeJS.ProcessEnv,
  output: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number },
  tell: (ok: boolean, what: string, advice: string) => void,
): void {
  const { columns, rows } = windowSize(output, environment);
  if (output.isTTY !== true)
    tell(false, 'standard output is not a terminal', 'the dashboard needs a terminal; gradtop train works without one');
  else if (environment['TERM'] === 'dumb')
    tell(
      false,
      'TERM=dumb: the terminal cannot move its cursor',
      'set TERM to the type of the terminal (xterm-256color, linux)',
    );
  else
    tell(
      columns >= SMALLEST.columns && rows >= SMALLEST.rows,
      `terminal ${columns}x${rows}, TERM=${sanitizeLine(environment['TERM'] ?? '', 40)}`,
      `enlarge the window to ${SMALLEST.columns}x${SMALLEST.rows} or more; 120x40 shows everything`,
    );
  if (output.isTTY === true) tell(true, abilitiesInWords(terminalIn(environment)), '');
  const depth = colourDepth(environment, output.isTTY === true);
  const advice =
    'set COLORTERM=truecolor if the terminal supports it; with fewer than 256 colours, glyphs show magnitudes';
  tell(depth === '256' || depth === 'truecolor', `colours: ${depth}`, advice);
  const lack = whyNoUtf8(environment, process.platform);
  tell(
    lack === null,
    `locale: ${lack ?? 'UTF-8'}`,
    'gradtop draws ASCII characters; set LANG to a UTF-8 locale (C.UTF-8), or use --unicode',
  );
  const fonts = output.isTTY === true ? whyNoGlyphs(environment) : null;
  if (fonts !== null)
    tell(false, `characters: ASCII; ${fonts}`, 'gradtop draws ASCII characters; --unicode draws all of them');
}

/** What the terminal is known to take. */
function abilitiesInWords(terminal: KnownTerminal): string {
  const { name, between, notify, images, octants } = terminal;
  const able: readonly (readonly [boolean, string])[] = [
    [terminal.mouse, 'mouse'],
    [terminal.focus, 'focus'],
    [terminal.clipboard, 'copying'],
    [terminal.progress, 'progress in the tab'],
    [terminal.links, 'links'],
    [images !== null, `images (${images})`],
    [octants !== null, octants?.since === undefined ? 'octants' : `octants from version ${octants.since.version}`],
  ];
  const list = able.filter(([is]) => is).map(([, word]) => word);
  const lacking = able.filter(([is]) => !is).map(([, word]) => word.replace(/ \(null\)$/, ''));
  const notified = `notifications by ${notify === 'bell' ? 'the bell' : `OSC ${notify}`}`;
  const not = lacking.length === 0 ? '' : `; not known: ${lacking.join(', ')}`;
  return `${between ? 'in' : 'known as'} ${name}: ${[notified, ...list].join(', ')}${not}`;
}
