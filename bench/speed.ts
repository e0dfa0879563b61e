// A training step on each backend, plain and instrumented, beside PyTorch eager and Keras in the same run: ratios, not times.
import { performance } from 'node:perf_hooks';
import type { BackendName } from '../src/core/config/backends.js';
import { parseConfig } from '../src/core/config/presets.js';
import { initialParameters } from '../src/core/network/initializers.js';
import { createRng } from '../src/core/random/rng.js';
import { chooseEngine } from '../src/training/backends.js';
import { createBatches } from '../src/training/batches.js';
import { prepare, train } from '../src/training/loop.js';
import { createOptimizer } from '../src/training/optimizer.js';
import { installPeers, startPeer, type Network, type Peer } from './peers/index.js';

const NETWORKS: readonly Network[] = [
  { depth: 7, width: 10, batch: 32 },
  { depth: 7, width: 10, batch: 250 },
  { depth: 20, width: 32, batch: 250 },
  { depth: 10, width: 128, batch: 250 },
];
const BACKENDS: readonly BackendName[] = ['compiled', 'node', 'wasm', 'cpu'];
const ROUNDS = 5;

const configOf = ({ depth, width, batch }: Network) =>
  parseConfig({ depth, width, batchSize: batch, optimizer: 'adam', learningRate: 0.001, epochs: 1_000_000 }, 'bench');
const now = (): number => performance.now();

/** Gradient and update, nothing else: what a loop without an instrument does. */
async function plain(network: Network, backend: BackendName, steps: number): Promise<number> {
  const { request, dataset, config, layout } = prepare(configOf(network), () => '');
  const { engine } = await chooseEngine(backend, request, now);
  const parameters = initialParameters(config, layout);
  const gradient = new Float32Array(layout.parameterCount);
  const state = new Float32Array(layout.stateCount);
  const optimizer = createOptimizer(config, parameters.length);
  const batches = createBatches(dataset, config.batchSize, createRng(0, 'bench'));
  const step = (): void => {
    engine.gradient(parameters, batches.next(), gradient, state);
    optimizer.apply(parameters, gradient);
  };
  for (let i = 0; i < Math.max(3, steps / 5); i += 1) step();
  const started = now();
  for (let i = 0; i < steps; i += 1) step();
  const ms = (now() - started) / steps;
  engine.dispose();
  return ms;
}

/** The product's own loop with every statistic and probe. */
async function instrumented(network: Network, backend: BackendName, steps: number): Promise<number> {
  const warm = Math.max(3, Math.floor(steps / 5));
  let started = 0;
  const options = {
    runId: 'bench',
    config: configOf(network),
    createEngine: (request: Parameters<typeof chooseEngine>[1]) => chooseEngine(backend, request, now),
    readFile: () => '',
    nodeVersion: '',
    startedAt: '',
    now,
    untilStep: warm + steps,
  };
  let ms = NaN;
  for await (const event of train(options)) {
    if (event.type !== 'step') continue;
    if (event.step === warm) started = now();
    if (event.step === warm + steps) ms = (now() - started) / steps;
  }
  return ms;
}

interface Entry {
  readonly network: string;
  readonly by: string;
  readonly what: string;
  readonly samples: number[];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

export async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--peers')) installPeers();
  const peers: Peer[] = [];
  for (const script of ['torch_step.py', 'keras_step.py'] as const) {
    const peer = await startPeer(script);
    if (peer === null) console.log(`${script}: absent (npm run bench -- --peers installs it)`);
    else peers.push(peer);
  }
  const entries: Entry[] = [];
  for (const network of NETWORKS) await measureNetwork(network, peers, entries);
  for (const peer of peers) peer.close();
  report(entries);
  if (args.includes('--json')) console.log(JSON.stringify(entries));
}

async function measureNetwork(network: Network, peers: readonly Peer[], entries: Entry[]): Promise<void> {
  const name = `${network.depth}x${network.width}x${network.batch}`;
  const add = (by: string, what: string, ms: number): void => {
    const known = entries.find((entry) => entry.network === name && entry.by === by && entry.what === what);
    if (known === undefined) entries.push({ network: name, by, what, samples: [ms] });
    else known.samples.push(ms);
  };
  const usable = new Set(BACKENDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const backend of usable) {
      const steps = backend === 'compiled' ? (network.width > 64 ? 30 : 400) : network.width > 16 ? 5 : 40;
      try {
        add(backend, 'plain', await plain(network, backend, steps));
        add(backend, 'instrumented', await instrumented(network, backend, steps));
      } catch {
        usable.delete(backend);
      }
    }
    for (const peer of peers)
      for (const [what, ms] of Object.entries(await peer.measure(network, network.width > 64 ? 20 : 100)))
        add(peer.title, what, ms);
  }
}

/** A row a measurement: median ms (low .. high), and its ratio to PyTorch's plain step. */
function report(entries: readonly Entry[]): void {
  console.log('| network | by | step | ms, median (low .. high) | × PyTorch plain | × own plain |');
  console.log('|---|---|---|---|---|---|');
  const of = (network: string, by: RegExp, what: string): number =>
    median(
      entries.find((entry) => entry.network === network && by.test(entry.by) && entry.what === what)?.samples ?? [],
    );
  for (const { network, by, what, samples } of entries) {
    const ms = median(samples);
    const ratio = (to: number): string => (Number.isFinite(to) ? (ms / to).toFixed(2) : '-');
    const spread = `${ms.toFixed(3)} (${Math.min(...samples).toFixed(3)} .. ${Math.max(...samples).toFixed(3)})`;
    const own = what === 'instrumented' ? ratio(of(network, new RegExp(`^${by}$`), 'plain')) : '';
    console.log(`| ${network} | ${by} | ${what} | ${spread} | ${ratio(of(network, /^PyTorch/, 'plain'))} | ${own} |`);
  }
}
