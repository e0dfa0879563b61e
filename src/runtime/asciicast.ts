// Terminal recordings as asciicast: pure encoders per version. Times are arguments, so the same input gives the same bytes.
import { ANSI, hexColour } from './terminal/colour.js';

export type CastVersion = 2 | 3;

export interface CastHeader {
  readonly version: CastVersion;
  readonly columns: number;
  readonly rows: number;
  readonly title?: string;
  /** Seconds since 1970 UTC, when the recorded thing happened; left out: no date in the file. */
  readonly timestamp?: number;
  /** What stands for the terminal's own colours; left out: the player's own. */
  readonly paper?: { readonly background: number; readonly foreground: number };
}

/** `o`: terminal output, `m`: a marker, `r`: a resize (`120x40`). */
export type CastCode = 'o' | 'm' | 'r';

/** The format wants all sixteen colours, though none of them is written. */
const themeOf = (background: number, foreground: number) => ({
  fg: hexColour(foreground),
  bg: hexColour(background),
  palette: ANSI.map(hexColour).join(':'),
});

/** Encodes event by event. Version 2 counts seconds from the start, version 3 from the event before. */
export class CastEncoder {
  private last = 0;

  constructor(private readonly header: CastHeader) {}

  /** The first line of the file, with its newline. */
  start(): string {
    const { version, columns, rows, title, timestamp, paper } = this.header;
    const theme = paper === undefined ? {} : { theme: themeOf(paper.background, paper.foreground) };
    const size =
      version === 2
        ? { width: columns, height: rows }
        : { term: { cols: columns, rows, type: 'xterm-256color', ...theme } };
    const env = version === 2 ? { env: { TERM: 'xterm-256color' }, ...theme } : {};
    return `${JSON.stringify({
      version,
      ...size,
      ...(timestamp === undefined ? {} : { timestamp: Math.floor(timestamp) }),
      ...(title === undefined ? {} : { title }),
      ...env,
    })}\n`;
  }

  /** One event line. `seconds` since the start; a time before the event before it counts as that event's time. */
  event(seconds: number, code: CastCode, data: string): string {
    const at = Math.max(this.last, seconds);
    const time = this.header.version === 2 ? at : at - this.last;
    this.last = at;
    return `[${time.toFixed(3)}, ${JSON.stringify(code)}, ${JSON.stringify(data)}]\n`;
  }
}
