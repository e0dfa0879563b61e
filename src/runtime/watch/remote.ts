// Follows a file on another machine: `ssh HOST tail -c +1 -F FILE`, spawned without a local shell. After a broken connection,
// continues at the same byte.
import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { UserError } from '../../core/userError.js';
import type { StreamSource } from '../log/source.js';

/** Milliseconds before the next attempt to connect. */
const RETRY_MS = [1000, 2000, 5000, 10_000] as const;
/** ssh's own exit code for a failed connection. */
const SSH_FAILED = 255;

export interface Remote {
  readonly host: string;
  readonly file: string;
}

/** `host:FILE` or `user@host:FILE`; null if the word has another form, such as a drive letter. @throws UserError */
export function remoteNamed(word: string): Remote | null {
  const [, host = '', file = ''] = /^([^:/\\]*):(.*)$/s.exec(word) ?? [];
  if (host === '' || (host.length === 1 && /^[\\/]/.test(file))) return null;
  const shown = JSON.stringify(sanitizeLine(word, 100));
  if (host.startsWith('-') || file.startsWith('-'))
    throw new UserError([
      `watch: ${shown}: host and file must not begin with -; allowed: host:FILE such as gpu1:run.jsonl`,
    ]);
  if (!/^[\w.@%+-]+$/.test(host) || file === '')
    throw new UserError([`watch: ${shown} is not host:FILE; allowed: host:FILE such as me@gpu1:runs/run.jsonl`]);
  return { host, file };
}

/** Quotes a word for the shell of the other machine. `~/` keeps its meaning. */
export const quoted = (file: string): string => {
  const home = /^~[\w.-]*\//.exec(file)?.[0] ?? '';
  return `${home}'${file.slice(home.length).replaceAll("'", `'\\''`)}'`;
};

/** The arguments of ssh. `from`: the first byte, from 1. */
export const sshArguments = ({ host, file }: Remote, from: number): string[] => [
  '-T',
  // A dead connection ends within a minute.
  '-o',
  'ServerAliveInterval=20',
  '-o',
  'BatchMode=yes',
  '--',
  host,
  `tail -c +${from} -F ${quoted(file)}`,
];

/** The reason of a failure of ssh, with a remedy if there is one. */
export function inWords(host: string, stderr: string): string {
  const said = sanitizeLine(stderr.trim().split('\n').at(-1) ?? '', 200);
  if (/host key verification failed/i.test(stderr)) return `the host key of ${host} is not known; run ssh ${host} once`;
  if (/permission denied \(|permission denied, please/i.test(stderr))
    return `${host} refuses the login; check that ssh ${host} works without a password prompt`;
  if (/could not resolve hostname/i.test(stderr)) return `${host}: no such host`;
  if (/connection refused/i.test(stderr)) return `${host} refuses the connection`;
  if (/timed out|timeout/i.test(stderr)) return `${host} does not answer`;
  if (/cannot open .*no such file|no such file/i.test(stderr)) return `${host}: no such file yet`;
  return said === '' ? `the connection to ${host} ended` : `${host}: ${said}`;
}

export interface RemoteOptions {
  /** Receives a description of the trouble, and `null` when data arrives again. */
  readonly onTrouble: (words: string | null) => void;
  /** The program `ssh`. */
  readonly program?: string;
  readonly retryMs?: readonly number[];
}

/** The remote file as a stream that never ends by itself. */
export function remoteSource(remote: Remote, options: RemoteOptions): StreamSource {
  const name = `${remote.host}:${sanitizeLine(remote.file, 200)}`;
  let stream: RemoteStream | null = null;
  const refuse = (): never => {
    throw new UserError(`${name}: a file on another machine can only be followed`);
  };
  return {
    kind: 'stream',
    path: name,
    name,
    readable: (): Readable => (stream ??= new RemoteStream(remote, options)).output,
    open: refuse,
    whole: refuse,
  };
}

class RemoteStream {
  readonly output = new PassThrough();
  private child: ChildProcess | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** Bytes received of the current file. */
  private received = 0;
  private failures = 0;
  private stderr = '';

  constructor(
    private readonly remote: Remote,
    private readonly options: RemoteOptions,
  ) {
    this.output.once('close', () => this.close());
    this.connect();
  }

  private connect(): void {
    const { program = 'ssh' } = this.options;
    this.stderr = '';
    const child = spawn(program, sshArguments(this.remote, this.received + 1), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stdout.on('data', (bytes: Buffer) => {
      this.received += bytes.length;
      if (this.failures > 0 || this.stderr !== '') this.options.onTrouble(null);
      this.failures = 0;
      this.stderr = '';
      // Backpressure slows ssh and `tail` on the other machine, never the training.
      if (!this.output.write(bytes)) {
        child.stdout.pause();
        this.output.once('drain', () => child.stdout.resume());
      }
    });
    child.stderr.on('data', (bytes: Buffer) => this.heard(bytes.toString('utf8')));
    child.once('error', (error: NodeJS.ErrnoException) =>
      this.lost(error.code === 'ENOENT' ? 'ssh is not installed' : error.message),
    );
    child.once('close', (code) =>
      this.lost(
        inWords(this.remote.host, this.stderr) + (code === SSH_FAILED || code === null ? '' : ` (exit code ${code})`),
      ),
    );
  }

  private heard(text: string): void {
    this.stderr = (this.stderr + text).slice(-4000);
    // `tail -F` reads a new file of this name, or a file that was cut, from its beginning.
    if (/has been replaced|has appeared|file truncated/.test(text)) this.received = 0;
    else if (/cannot open|has become inaccessible/.test(text)) this.options.onTrouble(inWords(this.remote.host, text));
  }

  private lost(why: string): void {
    if (this.child === null) return;
    this.child = null;
    const { retryMs = RETRY_MS } = this.options;
    const wait = retryMs[Math.min(this.failures, retryMs.length - 1)] ?? 1000;
    this.failures += 1;
    this.options.onTrouble(`${why}; next attempt in ${Math.ceil(wait / 1000)} s`);
    this.timer = setTimeout(() => this.connect(), wait);
  }

  private close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    const { child } = this;
    this.child = null;
    child?.kill();
  }
}
