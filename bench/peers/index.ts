// Peers as child processes that answer one line for each line: so that rounds of ours and theirs can be interleaved.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

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

/** The bench runs from the checkout's root or below it. */
const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('node_modules') ? '../../../../../' : '../../', import.meta.url),
);
const here = (file: string): string => `${ROOT}bench/peers/${file}`;
/** Where `--peers` installs them, once. */
const VENV = `${ROOT}node_modules/.cache/gradtop-peers`;
const PYTHON = `${VENV}/bin/python`;

/** Installs PyTorch and Keras from PyPI into a scratch folder. */
export function installPeers(): void {
  if (existsSync(PYTHON)) return;
  console.log(`installing peers into ${VENV}`);
  spawnSync('python3', ['-m', 'venv', VENV], { stdio: 'inherit' });
  spawnSync(PYTHON, ['-m', 'pip', 'install', '--quiet', 'torch', 'tensorflow-cpu', 'keras', 'numpy'], {
    stdio: 'inherit',
  });
}

/** Starts a peer's script; null if it is not there. `python` can be named by GRADTOP_PEERS_PYTHON. */
export async function startPeer(script: 'torch_step.py' | 'keras_step.py'): Promise<Peer | null> {
  const python =
    process.env['GRADTOP_PEERS_PYTHON']
      ?.split(',')
      .find((one) => spawnSync(one, ['-c', `import ${script.split('_')[0]}`]).status === 0) ?? PYTHON;
  if (!existsSync(python)) return null;
  const child = spawn(python, [here(script)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
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
