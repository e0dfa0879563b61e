// Peers as child processes that answer one line per line, so that our rounds and theirs can be interleaved.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../harness/places.js';
import { onExit } from '../harness/tidy.js';
import { pythonWith, type PeerModule } from './python.js';

export interface Network {
  readonly depth: number;
  readonly width: number;
  readonly batch: number;
}

export interface Peer {
  readonly title: string;
  measure(network: Network, steps: number): Promise<Readonly<Record<string, number>>>;
  close(): void;
}

/** The scripts, by the module that each measures. */
const SCRIPTS = { torch: 'torch_step.py', keras: 'keras_step.py' } as const;

/** Starts a script of a peer; null if the peer is not installed. */
export async function startPeer(
  module: keyof typeof SCRIPTS & PeerModule,
  [script, ...args]: readonly [string, ...string[]] = [SCRIPTS[module]],
): Promise<Peer | null> {
  const python = pythonWith(module);
  if (python === null) return null;
  const child = spawn(python, [path.join(ROOT, 'bench', 'peers', script), ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_NUM_THREADS: '1', GRADTOP_PYTHON: path.join(ROOT, 'python') },
  });
  onExit(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, number | string> | null> => {
    const { value, done } = (await lines.next()) as IteratorResult<string, undefined>;
    return done === true ? null : (JSON.parse(value) as Record<string, number | string>);
  };
  const hello = await next();
  if (hello === null) return null;
  return {
    title: `${hello['peer']} ${hello['version']}`,
    async measure({ depth, width, batch }, steps) {
      child.stdin.write(`${depth} ${width} ${batch} ${steps}\n`);
      return ((await next()) ?? {}) as Record<string, number>;
    },
    close: () => void child.stdin.end(),
  };
}
