// Other terminal monitors beside the dashboard. Each shows a log that grows as that of a training run does.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../harness/places.js';
import type { Program } from '../harness/session.js';
import { onExit, temporaryFolder } from '../harness/tidy.js';
import { pythonWith } from './python.js';

/** A log that grows until it is paused. */
export interface Feed {
  readonly path: string;
  hold(): void;
  end(): void;
}

export interface Monitor {
  readonly title: string;
  /** Resolves when its log is being written. */
  feed(): Promise<Feed>;
  program(feed: Feed): Program;
  /** A text that is on screen once the first frame is complete. */
  readonly firstFrame: RegExp;
  /** A key that changes the view, and back. */
  readonly key: string;
  readonly quit: string;
}

const versionOf = (python: string, name: string): string =>
  spawnSync(python, ['-c', `from importlib.metadata import version; print(version("${name}"))`], {
    encoding: 'utf8',
  }).stdout.trim();

/** Starts a writer and waits until its first steps are in the log. */
async function startFeed(python: string, kind: 'wandb' | 'events'): Promise<Feed> {
  const folder = temporaryFolder();
  const child = spawn(python, [path.join(ROOT, 'bench', 'peers', 'feed.py'), kind, folder.path], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // In a process group of its own, so that its children end with it.
    detached: true,
    env: { ...process.env, HOME: folder.path },
  });
  const kill = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has already ended.
    }
  };
  const forget = onExit(kill);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = (await lines.next()) as IteratorResult<string, undefined>;
  if (!value?.startsWith('ready ')) throw new Error(`peers/feed.py ${kind} did not start`);
  return {
    path: value.slice('ready '.length),
    hold: () => void child.stdin.write('hold\n'),
    end() {
      kill();
      forget();
      folder.remove();
    },
  };
}

function leet(python: string): Monitor {
  return {
    title: `W&B LEET ${versionOf(python, 'wandb')}`,
    feed: () => startFeed(python, 'wandb'),
    program: (feed) => ({
      title: 'wandb leet',
      command: path.join(path.dirname(python), 'wandb'),
      args: ['leet', 'run', feed.path],
      env: { HOME: path.join(feed.path, '..', '..'), WANDB_MODE: 'offline', WANDB_ERROR_REPORTING: 'false' },
    }),
    firstFrame: /h: help/,
    key: 'h',
    quit: 'q',
  };
}

function terminalboard(python: string): Monitor {
  return {
    title: `terminalboard ${versionOf(python, 'terminalboard')}`,
    feed: () => startFeed(python, 'events'),
    program: (feed) => ({
      title: 'terminalboard',
      command: path.join(path.dirname(python), 'terminalboard'),
      args: [feed.path],
      env: { HOME: feed.path },
    }),
    firstFrame: /\[arrows\]focus/,
    key: 'l',
    quit: 'q',
  };
}

const NOTHING: Feed = { path: '', hold: () => undefined, end: () => undefined };

/** Not a training monitor, but a well-known terminal monitor. */
function htop(): Monitor | null {
  const found = spawnSync('htop', ['--version'], { encoding: 'utf8' });
  const version = /htop (\S+)/.exec(found.stdout ?? '')?.[1];
  if (version === undefined) return null;
  return {
    title: `htop ${version}`,
    feed: () => Promise.resolve(NOTHING),
    program: () => ({ title: 'htop', command: 'htop', args: [] }),
    firstFrame: /F10Quit/,
    key: 't',
    quit: 'q',
  };
}

/** The installed monitors; `absent` is called for each other one. */
export function monitors(absent: (line: string) => void): Monitor[] {
  const found: Monitor[] = [];
  for (const [module, make, title] of [
    ['wandb', leet, 'W&B LEET'],
    ['terminalboard', terminalboard, 'terminalboard'],
  ] as const) {
    const python = pythonWith(module);
    if (python !== null && existsSync(path.join(path.dirname(python), module))) found.push(make(python));
    else absent(`${title}: absent (--peers installs it)`);
  }
  const top = htop();
  if (top === null) absent('htop: absent (a package of the system)');
  else found.push(top);
  return found;
}
