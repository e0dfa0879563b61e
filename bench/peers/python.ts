// Peers written in Python, in a scratch folder of their own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PEERS } from '../harness/places.js';

const PYTHON = `${PEERS}/bin/python`;

/** The packages that `--peers` installs, by the module that proves the installation. terminalboard does not run with plotext 6. */
const PACKAGES = {
  torch: ['torch', 'numpy'],
  keras: ['tensorflow-cpu', 'keras', 'numpy'],
  sklearn: ['pandas', 'scikit-learn'],
  wandb: ['wandb'],
  terminalboard: ['terminalboard', 'plotext<6'],
} as const;
export type PeerModule = keyof typeof PACKAGES;

const has = (python: string, module: PeerModule): boolean =>
  spawnSync(python, ['-c', `import importlib.util as u, sys; sys.exit(u.find_spec("${module}") is None)`]).status === 0;

/** A Python that has the module; null if none has. GRADTOP_PEERS_PYTHON names more than the scratch folder's. */
export function pythonWith(module: PeerModule): string | null {
  const named = process.env['GRADTOP_PEERS_PYTHON']?.split(',') ?? [];
  return [...named, PYTHON].find((python) => existsSync(python) && has(python, module)) ?? null;
}

/** Installs missing packages from PyPI. */
export function installPeers(modules: readonly PeerModule[]): void {
  const missing = modules.filter((module) => pythonWith(module) === null);
  if (missing.length === 0) return;
  console.log(`installing ${missing.join(', ')} into ${PEERS}`);
  if (!existsSync(PYTHON)) spawnSync('python3', ['-m', 'venv', PEERS], { stdio: 'inherit' });
  const packages = missing.flatMap((module) => PACKAGES[module]);
  spawnSync(PYTHON, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
}
