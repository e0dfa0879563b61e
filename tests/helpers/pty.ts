// Runs the compiled program in a real pseudo-terminal and reads its screen.
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { spawn, type IPty } from '@lydell/node-pty';
import { afterEach } from 'vitest';
import { MAIN } from './cli.js';
import { environment } from './env.js';
import { MemoryTerminal } from './terminal.js';
import { GUARD_MS } from './waiting.js';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Added to the environment that all tests share; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** A program to run in place of gradtop, with the same arguments. */
  readonly program?: string;
}

/** `npm run scenario` shows sessions on the terminal that it runs in; `slow` leaves time to read before each key. */
const SHOWN = process.env['GRADTOP_SCENARIO'];
const audience = SHOWN === undefined ? null : openSync('/dev/tty', 'w');
const KEY_DELAY = SHOWN === 'slow' ? 1000 : 0;

/** Parts of the pty library's terminal that its types leave out. */
interface Inner {
  readonly _socket: Socket;
  /** Path of the side of the pty that the program uses. */
  readonly _pty: string;
  once(event: string, listener: () => void): void;
}

/** A mark written after all output of the program, which never writes a NUL. */
const LAST = '\0';

export class PtySession {
  readonly screen: MemoryTerminal;
  /** Exit code as in a shell: 128 + the signal's number for a process that a signal ended. */
  readonly exit: Promise<number>;
  /** The whole output so far. */
  output = '';
  exited = false;
  /** Whether the program has ended and its whole output is on the screen. */
  private finished = false;
  protected readonly pty: IPty;
  /** A descriptor of the program's side, which keeps the pty open after the program's end. */
  protected far: number | null;
  private pending: Promise<void> = Promise.resolve();
  private keys: Promise<void> = Promise.resolve();
  /** Functions that check the screen after each write, and so see a short-lived picture too. */
  private readonly watchers = new Set<() => void>();

  constructor(args: readonly string[], { columns = 120, rows = 40, env = {}, cwd, program }: PtyOptions = {}) {
    this.screen = new MemoryTerminal(columns, rows);
    const whole = Object.entries({ ...environment(), COLORTERM: 'truecolor', ...env });
    this.pty = spawn(program ?? process.execPath, program === undefined ? [MAIN, ...args] : [...args], {
      name: env['TERM'] ?? 'xterm-256color',
      cols: columns,
      rows,
      ...(cwd === undefined ? {} : { cwd }),
      env: Object.fromEntries(whole.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    });
    this.far = openSync(this.inner._pty, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.readToTheEnd();
    this.pty.onData((piece) => {
      const data = piece.replaceAll(LAST, '');
      this.output += data;
      if (audience !== null) writeSync(audience, data);
      this.pending = this.pending.then(() => this.screen.write(data)).then(() => this.look());
    });
    this.exit = new Promise((resolve) => {
      this.pty.onExit(({ exitCode, signal = 0 }) => {
        this.exited = true;
        void this.pending.then(() => {
          this.finished = true;
          this.look();
          resolve(signal > 0 ? 128 + signal : exitCode);
        });
      });
    });
  }

  private get inner(): Inner {
    return this.pty as IPty & Inner;
  }

  /**
   * A pty without a writer gives its reader one more piece of 4 KB and then ends. The library also closes it 200 ms after the
   * program's end. A busy reader would lose the rest, so the pty stays open until a mark, written last, has arrived.
   */
  private readToTheEnd(): void {
    const { inner } = this;
    const close = inner._socket.destroy.bind(inner._socket);
    const once = inner.once.bind(inner);
    const mark = (): void => {
      try {
        if (this.far === null || inner._socket.isPaused()) close();
        else writeSync(this.far, LAST);
      } catch {
        // The pty is full.
        setImmediate(mark);
      }
    };
    // The library waits for this event after the program's end, and would close the pty 200 ms later.
    inner.once = (event, listener) => {
      once(event, listener);
      if (event !== 'close') return;
      inner._socket.destroy = () => inner._socket;
      this.pty.onData((data) => data.includes(LAST) && close());
      void this.mayClose().then(mark);
    };
    inner._socket.once('close', () => this.forget());
  }

  /** Resolves when the pty may close after the program's end. */
  protected async mayClose(): Promise<void> {
    // It may close at once.
  }

  /** Closes the descriptor of the program's side. */
  protected forget(): void {
    if (this.far !== null) closeSync(this.far);
    this.far = null;
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

  /** Waits until the screen's text matches. A failure shows the present screen. */
  see(pattern: RegExp | string, ms?: number): Promise<void> {
    const matches = (): boolean =>
      typeof pattern === 'string' ? this.screen.text.includes(pattern) : pattern.test(this.screen.text);
    return this.until(matches, `not seen: ${String(pattern)}`, ms);
  }

  /** Waits until the screen's text no longer matches. */
  gone(pattern: RegExp, ms?: number): Promise<void> {
    return this.until(() => !pattern.test(this.screen.text), `still there: ${String(pattern)}`, ms);
  }

  /** Waits until `condition` holds after a write. Fails if the program ends before. */
  until(condition: () => boolean, otherwise: string, ms = GUARD_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        clearTimeout(guard);
        this.watchers.delete(look);
        settle();
      };
      const fail = (): void => done(() => reject(new Error(`${otherwise}\n${this.screen.text}`)));
      const look = (): void => {
        if (condition()) done(resolve);
        else if (this.finished) fail();
      };
      const guard = setTimeout(fail, KEY_DELAY === 0 ? ms : 10 * ms);
      this.watchers.add(look);
      look();
    });
  }

  private look(): void {
    for (const watcher of this.watchers) watcher();
  }

  /** Called for each piece of output. */
  onOutput(seen: () => void): void {
    this.pty.onData(seen);
  }

  /** Stops reading, like a stalled connection; `thaw` resumes. */
  freeze(): void {
    this.pty.pause();
  }

  thaw(): void {
    this.pty.resume();
  }

  /** Closes the terminal, like a broken connection. */
  hangUp(): void {
    (this.pty as IPty & { destroy(): void }).destroy();
  }

  kill(): void {
    if (!this.exited) this.pty.kill('SIGKILL');
  }
}

/** Starts sessions, and ends them after each test of the file. */
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
