// A program in a pseudo-terminal with a clock: the time of each piece of output, and the time when the screen first shows a text.
import { spawn, type IPty } from '@lydell/node-pty';
import { MemoryTerminal } from '../../tests/helpers/terminal.js';
import { GRADTOP } from './places.js';
import { onExit, temporaryFolder } from './tidy.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Program {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export const USUAL: Size = { columns: 120, rows: 40 };
export const sizeInWords = ({ columns, rows }: Size): string => `${columns}x${rows}`;

/** The built program, as users get it. */
export const gradtop = (...args: string[]): Program => ({
  title: 'gradtop',
  command: process.execPath,
  args: [GRADTOP, ...args],
});

interface Chunk {
  /** Milliseconds of `performance.now()` at which it could be read. */
  readonly at: number;
  readonly bytes: number;
}

/** A condition on the text of all rows of the screen. */
export type Sight = RegExp | ((screen: string) => boolean);
interface Watch {
  readonly sight: (screen: string) => boolean;
  readonly seen: (at: number) => void;
}

/** Pieces of output with smaller gaps, in milliseconds, belong to one frame. */
const FRAME_GAP_MS = 30;

let config: string | undefined;
/** One folder of settings for all programs of a bench. */
const ownConfig = (): string => (config ??= temporaryFolder().path);

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const now = (): number => performance.now();

export class Session {
  readonly startedAt: number;
  private readonly pty: IPty;
  private readonly screen: MemoryTerminal;
  private readonly chunks: Chunk[] = [];
  private readonly watches = new Set<Watch>();
  private readonly gone: Promise<void>;
  private drawn: Promise<void> = Promise.resolve();
  private exited = false;
  private readonly forget: () => void;

  constructor(
    private readonly program: Program,
    size: Size = USUAL,
  ) {
    this.screen = new MemoryTerminal(size.columns, size.rows);
    const { PATH = '', HOME = '', LANG = 'C.UTF-8', TMPDIR = '/tmp' } = process.env;
    // A small environment, the same wherever the bench is started, that neither reads nor changes the user's own settings.
    const env = { PATH, HOME, LANG, TMPDIR, COLORTERM: 'truecolor', XDG_CONFIG_HOME: ownConfig(), ...program.env };
    this.startedAt = now();
    this.pty = spawn(program.command, [...program.args], {
      name: 'xterm-256color',
      cols: size.columns,
      rows: size.rows,
      env,
    });
    this.forget = onExit(() => this.kill());
    this.pty.onData((data) => this.receive(data));
    this.gone = new Promise((resolve) => {
      this.pty.onExit(() => {
        this.exited = true;
        resolve();
      });
    });
  }

  get pid(): number {
    return this.pty.pid;
  }

  get text(): string {
    return this.screen.text;
  }

  /** Sends keys and returns the time of sending. */
  press(keys: string): number {
    const at = now();
    this.pty.write(keys);
    return at;
  }

  /**
   * The time of the piece of output that made the screen show it. Call it directly after `press`, so that no piece is missed.
   * @throws Error with the screen as it is
   */
  async see(sight: Sight, what: string, ms = 30_000): Promise<number> {
    const fits = typeof sight === 'function' ? sight : (screen: string): boolean => sight.test(screen);
    if (fits(this.text)) return this.chunks.at(-1)?.at ?? this.startedAt;
    let timer: NodeJS.Timeout | undefined;
    let tell: (at: number | null) => void = () => undefined;
    const seen = new Promise<number | null>((resolve) => {
      tell = resolve;
      timer = setTimeout(() => resolve(null), ms);
    });
    const watch: Watch = { sight: fits, seen: tell };
    this.watches.add(watch);
    void this.gone.then(() => this.drawn).then(() => tell(null));
    const at = await seen;
    clearTimeout(timer);
    this.watches.delete(watch);
    if (at === null) {
      const why = this.exited ? 'it ended before it showed' : `not seen in ${ms / 1000} s:`;
      throw new Error(`${this.program.title}: ${why} ${what}; the screen:\n${this.text}`);
    }
    return at;
  }

  /** The time of the first byte after `since`; null if none comes within `ms`. */
  async firstByte(since: number, ms = 2000): Promise<number | null> {
    for (const end = since + ms; now() < end && !this.exited; await sleep(1)) {
      const before = this.chunks.findLastIndex(({ at }) => at < since);
      const first = this.chunks[before + 1];
      if (first !== undefined) return first.at;
    }
    return null;
  }

  /** Counts bytes and frames for some time. */
  written(from: number, to: number): { readonly bytes: number; readonly frames: number } {
    let bytes = 0;
    let frames = 0;
    let last = -Infinity;
    for (const chunk of this.chunks) {
      if (chunk.at < from || chunk.at >= to) continue;
      bytes += chunk.bytes;
      if (chunk.at - last > FRAME_GAP_MS) frames += 1;
      last = chunk.at;
    }
    return { bytes, frames };
  }

  /** Ends the program with a key, or kills it if the key does not help. */
  async end(key = 'q'): Promise<void> {
    if (!this.exited) this.pty.write(key);
    await Promise.race([this.gone, sleep(3000)]);
    this.kill();
    await Promise.race([this.gone, sleep(1000)]);
    this.forget();
  }

  private kill(): void {
    if (!this.exited) this.pty.kill('SIGKILL');
  }

  private receive(data: string): void {
    const at = now();
    this.chunks.push({ at, bytes: Buffer.byteLength(data) });
    this.drawn = this.drawn.then(async () => {
      await this.screen.write(data);
      if (this.watches.size === 0) return;
      const { text } = this;
      for (const watch of this.watches) if (watch.sight(text)) watch.seen(at);
    });
  }
}
