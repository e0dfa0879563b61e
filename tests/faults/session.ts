// The program in a pseudo-terminal. The program's side stays open, so that its settings can be read after the exit.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PtySession, type PtyOptions } from '../helpers/pty.js';
import { until } from '../helpers/waiting.js';

const STILL_MS = 500;
/** A variable in the environment of the program and of all processes that it starts. */
export const MARK = 'GRADTOP_FAULT';
const HAS_PROC = existsSync('/proc/self/environ');

/** Processes that carry the mark; null where the system does not show environments. */
export function marked(mark: string): number[] | null {
  if (!HAS_PROC) return null;
  const line = `${MARK}=${mark}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(line);
      } catch {
        // The process has exited or belongs to another user.
        return false;
      }
    })
    .map(Number);
}

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

let marks = 0;
export const newMark = (): string => `${process.pid}-${(marks += 1)}`;

export class FaultSession extends PtySession {
  readonly mark: string;
  private settled = false;
  private slow: number | null = null;

  constructor(args: readonly string[], options: PtyOptions = {}) {
    const mark = options.env?.[MARK] ?? newMark();
    super(args, { ...options, env: { ...options.env, [MARK]: mark } });
    this.mark = mark;
    this.pty.onData((data) => {
      if (this.slow === null) return;
      this.pty.pause();
      setTimeout(() => this.pty.resume(), (1000 * Buffer.byteLength(data)) / this.slow);
    });
  }

  /** Waits until the final settings have been read and the output has stopped. */
  protected override async mayClose(): Promise<void> {
    await until(() => this.settled);
    await this.still();
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Reads at full speed again, after `freeze` or `readSlowly`. */
  readOn(): void {
    this.slow = null;
    this.thaw();
  }

  /** Limits reading to this many bytes a second from now on. */
  readSlowly(bytesASecond: number): void {
    this.slow = bytesASecond;
  }

  /** Settings of the terminal in the form of `stty -g`; null once the terminal has closed. */
  settings(): string | null {
    if (this.far === null) return null;
    const { status, stdout } = spawnSync('stty', ['-g'], { stdio: [this.far, 'pipe', 'ignore'], encoding: 'utf8' });
    return status === 0 ? stdout.trim() : null;
  }

  /** Waits for a pause in the output, so that the reaction to the last key is complete. */
  async still(): Promise<void> {
    for (let before = -1; this.output.length !== before; await sleep(STILL_MS)) before = this.output.length;
  }

  get lives(): boolean {
    return !this.exited && exists(this.pid);
  }

  /** Waits for the program to exit, even if some of its output is unread. */
  async exits(): Promise<void> {
    await until(
      () => !this.lives,
      () => `the exit of ${this.pid}\n${this.screen.text}`,
    );
  }

  /** Waits for the program to exit. Returns the terminal's final settings, and the exit code as in a shell. */
  async over(): Promise<{ readonly code: number; readonly settings: string | null }> {
    await this.exits();
    const settings = this.settings();
    this.settled = true;
    return { code: await this.exit, settings };
  }

  /** Waits until all processes that the program started have ended. @throws Error with those that remain */
  async noOrphans(): Promise<void> {
    await until(
      () => (marked(this.mark) ?? []).length === 0,
      () => `the end of ${JSON.stringify(marked(this.mark))}, which the program left behind`,
    );
  }

  override kill(): void {
    for (const pid of marked(this.mark) ?? []) process.kill(pid, 'SIGKILL');
    super.kill();
    this.settled = true;
  }
}
