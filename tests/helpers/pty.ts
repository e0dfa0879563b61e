// The compiled program in a real pseudo-terminal, its screen read back as a person would see it.
import { openSync, writeSync } from 'node:fs';
import { spawn, type IPty } from '@lydell/node-pty';
import { afterEach } from 'vitest';
import { MAIN } from './cli.js';
import { MemoryTerminal } from './terminal.js';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Added to the test's own environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Another program than gradtop, which gets the arguments. */
  readonly program?: string;
}

/** `npm run scenario` shows sessions on the terminal that it runs in; `slow` leaves time to read before each key. */
const SHOWN = process.env['GRADTOP_SCENARIO'];
const audience = SHOWN === undefined ? null : openSync('/dev/tty', 'w');
const KEY_DELAY = SHOWN === 'slow' ? 1000 : 0;

export class PtySession {
  readonly screen: MemoryTerminal;
  /** As a shell has it: 128 and the signal's number for a process that a signal ended. */
  readonly exit: Promise<number>;
  /** Everything it ever wrote. */
  output = '';
  exited = false;
  protected readonly pty: IPty;
  private pending: Promise<void> = Promise.resolve();
  private keys: Promise<void> = Promise.resolve();

  constructor(args: readonly string[], { columns = 120, rows = 40, env = {}, cwd, program }: PtyOptions = {}) {
    this.screen = new MemoryTerminal(columns, rows);
    const inherited = { ...process.env };
    for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_ENV']) delete inherited[name];
    const whole = Object.entries({ ...inherited, COLORTERM: 'truecolor', ...env });
    this.pty = spawn(program ?? process.execPath, program === undefined ? [MAIN, ...args] : [...args], {
      name: env['TERM'] ?? 'xterm-256color',
      cols: columns,
      rows,
      ...(cwd === undefined ? {} : { cwd }),
      env: Object.fromEntries(whole.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    });
    this.pty.onData((data) => {
      this.output += data;
      if (audience !== null) writeSync(audience, data);
      this.pending = this.pending.then(() => this.screen.write(data));
    });
    this.exit = new Promise((resolve) => {
      this.pty.onExit(({ exitCode, signal = 0 }) => {
        this.exited = true;
        void this.pending.then(() => resolve(signal > 0 ? 128 + signal : exitCode));
      });
    });
  }

  get pid(): number {
    return this.pty.pid;
  }

  send(keys: string): void {
    if (KEY_DELAY === 0) this.pty.write(keys);
    else
      this.keys = this.keys
        .then(() => new Promise<void>((resolve) => setTimeout(resolve, KEY_DELAY)))
        .then(() => (this.exited ? undefined : this.pty.write(keys)));
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  /** Waits until the screen's text matches; fails with the screen as it is. */
  async see(pattern: RegExp | string, ms = 15_000): Promise<void> {
    const matches = (): boolean =>
      typeof pattern === 'string' ? this.screen.text.includes(pattern) : pattern.test(this.screen.text);
    const end = Date.now() + (KEY_DELAY === 0 ? ms : 40 * ms);
    while (!matches()) {
      if (Date.now() > end || this.exited) {
        await this.pending;
        if (matches()) return;
        throw new Error(`not seen: ${String(pattern)}\n${this.screen.text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async gone(pattern: RegExp, ms = 10_000): Promise<void> {
    const end = Date.now() + ms;
    while (pattern.test(this.screen.text)) {
      if (Date.now() > end) throw new Error(`still there: ${String(pattern)}\n${this.screen.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Nothing is read any more, as behind a connection that stands still; `thaw` reads on. */
  freeze(): void {
    this.pty.pause();
  }

  thaw(): void {
    this.pty.resume();
  }

  /** The terminal is closed, as a connection that breaks closes it. */
  hangUp(): void {
    (this.pty as IPty & { destroy(): void }).destroy();
  }

  kill(): void {
    if (!this.exited) this.pty.kill('SIGKILL');
  }
}

/** What `read` gives once it has given the same for so long: after what was still under way has arrived. */
export async function settled<T>(read: () => T, ms: number): Promise<T> {
  for (let before = read(); ;) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    const now = read();
    if (Object.is(now, before)) return now;
    before = now;
  }
}

/** Starts sessions that are ended after each test of the file. */
export function usePty(): (...args: ConstructorParameters<typeof PtySession>) => PtySession {
  const sessions: PtySession[] = [];
  afterEach(() => {
    for (const session of sessions.splice(0)) session.kill();
  });
  return (...args) => {
    const session = new PtySession(...args);
    sessions.push(session);
    return session;
  };
}
