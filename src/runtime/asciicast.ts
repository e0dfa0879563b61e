// Encodes terminal recordings as asciicast, one pure encoder per version. Times are arguments, so output is deterministic.
import { ANSI, hexColour } from './terminal/colour.js';

export type CastVersion = 2 | 3;

export interface CastHeader {
  readonly version: CastVersion;
  readonly columns: number;
  readonly rows: number;
  readonly title?: string;
  /** Unix time of the recording in seconds; without it the file has no date. */
  readonly timestamp?: number;
  /** Default colours of the terminal; without them the player uses its own. */
  readonly paper?: { readonly background: number; readonly foreground: number };
}

/** `o`: terminal output, `m`: a marker, `r`: a resize (`120x40`). */
export type CastCode = 'o' | 'm' | 'r';

/** The format requires all sixteen colours, although no frame uses them. */
const themeOf = (background: number, foreground: number) => ({
  fg: hexColour(foreground),
  bg: hexColour(background),
  palette: ANSI.map(hexColour).join(':'),
});

/** Encodes one event at a time. Version 2 counts seconds from the start, version 3 from the previous event. */
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

  /** One event line. `seconds` since the start; an earlier time than the previous event's is raised to it. */
  event(seconds: number, code: CastCode, data: string): string {
    const at = Math.max(this.last, seconds);
    const time = this.header.version === 2 ? at : at - this.last;
    this.last = at;
    return `[${time.toFixed(3)}, ${JSON.stringify(code)}, ${JSON.stringify(data)}]\n`;
  }
}
