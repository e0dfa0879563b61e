// The compiled program in a real pseudo-terminal, its screen read back as a person would see it.
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
  /** Another program than gradtop, which gets the arguments. */
  readonly program?: string;
}

/** `npm run scenario` shows sessions on the terminal that it runs in; `slow` leaves time to read before each key. */
const SHOWN = process.env['GRADTOP_SCENARIO'];
const audience = SHOWN === undefined ? null : openSync('/dev/tty', 'w');
const KEY_DELAY = SHOWN === 'slow' ? 1000 : 0;

/** Parts of the pty library's terminal that its types leave out. */
interface Inner {
  readonly _socket: Socket;
  /** Path of the program's side. */
  readonly _pty: string;
  once(event: string, listener: () => void): void;
}

/** Written after all that the program wrote: no program of ours writes a NUL. */
const LAST = '\0';

export class PtySession {
  readonly screen: MemoryTerminal;
  /** As a shell has it: 128 and the signal's number for a process that a signal ended. */
  readonly exit: Promise<number>;
  /** Everything it ever wrote. */
  output = '';
  exited = false;
  /** It has ended, and all that it wrote is on the screen. */
  private finished = false;
  protected readonly pty: IPty;
  /** The program's side of the pty: it keeps the pty open beyond the program's end. */
  protected far: number | null;
  private pending: Promise<void> = Promise.resolve();
  private keys: Promise<void> = Promise.resolve();
  /** Check the screen after each write, so that a short-lived picture is seen too. */
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
   * A pty without a writer gives its reader one more piece of 4 KB and then its end, and the library closes it 200 ms after the
   * program's end besides: a busy reader would lose the rest. The pty is closed when a mark written last has come through.
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
    // The library waits for this event once the program has ended; it would close by itself 200 ms later.
    inner.once = (event, listener) => {
      once(event, listener);
      if (event !== 'close') return;
      inner._socket.destroy = () => inner._socket;
      this.pty.onData((data) => data.includes(LAST) && close());
      void this.mayClose().then(mark);
    };
    inner._socket.once('close', () => this.forget());
  }

  /** When the pty may be closed after the program's end. */
  protected async mayClose(): Promise<void> {
    // At once.
  }

  /** Lets go of the program's side. */
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

  /** Waits until the screen's text matches; fails with the screen as it is. */
  see(pattern: RegExp | string, ms?: number): Promise<void> {
    const matches = (): boolean =>
      typeof pattern === 'string' ? this.screen.text.includes(pattern) : pattern.test(this.screen.text);
    return this.until(matches, `not seen: ${String(pattern)}`, ms);
  }

  /** Waits until the screen's text does not match any more. */
  gone(pattern: RegExp, ms?: number): Promise<void> {
    return this.until(() => !pattern.test(this.screen.text), `still there: ${String(pattern)}`, ms);
  }

  /** Waits until `condition` holds after a write; fails when the program has ended without it. */
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

  /** The terminal is closed, as a connection that breaks closes it. */
  hangUp(): void {
    (this.pty as IPty & { destroy(): void }).destroy();
  }

  kill(): void {
    if (!this.exited) this.pty.kill('SIGKILL');
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
