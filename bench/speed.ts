// A training step on each backend, plain and instrumented, beside PyTorch eager and Keras in the same run: ratios, not times.
import type { BackendName } from '../src/core/config/backends.js';
import { parseConfig } from '../src/core/config/presets.js';
import { createRng } from '../src/core/random/rng.js';
import { createBatches } from '../src/training/batches.js';
import { probeCadence } from '../src/training/cadence.js';
import { prepare } from '../src/training/loop.js';
import { instrumentedStep, plainStep, type Stretches } from './engines/steps.js';
import { parseOptions } from './harness/options.js';
import { figure, median, spread } from './harness/report.js';
import { startPeer, type Network, type Peer } from './peers/index.js';
import { installPeers } from './peers/python.js';

const NETWORKS: readonly Network[] = [
  { depth: 7, width: 10, batch: 32 },
  { depth: 7, width: 10, batch: 250 },
  { depth: 20, width: 32, batch: 250 },
  { depth: 10, width: 128, batch: 250 },
];
const BACKENDS: readonly BackendName[] = ['compiled', 'node', 'wasm', 'cpu'];

const isQuick = (backend: BackendName, { width }: Network): boolean =>
  backend === 'compiled' || backend === 'node' || width <= 16;

/** Steps between two probes. A measured stretch is a multiple of it, so that each stretch has its share of probes. */
function stretchOf(network: Network): number {
  const { dataset, config } = prepare(configOf(network));
  const { perEpoch } = createBatches(dataset, config.batchSize, createRng(0, 'bench'));
  const due = probeCadence(perEpoch, perEpoch * config.epochs, config.batchSize);
  let step = 1;
  while (!due(step)) step += 1;
  return step;
}

/** Enough steps for a tenth of a second if a step is fast; one stretch if it is slow. */
function stretchesOf(backend: BackendName, network: Network): Stretches {
  const stretch = stretchOf(network);
  if (!isQuick(backend, network)) return { warm: 3, steps: stretch };
  const { depth, width, batch } = network;
  const count = backend === 'compiled' ? Math.min(8192, 2e9 / (depth * width ** 2 * batch)) / stretch : 2;
  return { warm: stretch, steps: stretch * Math.max(2, Math.round(count)) };
}

/** Plain steps of a slow backend, which take about the same time each. */
const PLAIN_STEPS = 16;

const configOf = ({ depth, width, batch }: Network) =>
  parseConfig({ depth, width, batchSize: batch, optimizer: 'adam', learningRate: 0.001, epochs: 1_000_000 }, 'bench');
interface Entry {
  readonly network: string;
  readonly by: string;
  readonly what: string;
  readonly samples: number[];
}

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.peers) installPeers(['torch', 'keras']);
  console.log(`\n## a training step, ${options.rounds} rounds\n`);
  const peers: Peer[] = [];
  for (const module of ['torch', 'keras'] as const) {
    const peer = await startPeer(module);
    if (peer === null) console.log(`${module}: absent (--peers installs it)`);
    else peers.push(peer);
  }
  const entries: Entry[] = [];
  const absent = new Map<BackendName, string>();
  for (const network of NETWORKS) await measureNetwork(network, peers, options.rounds, entries, absent);
  for (const peer of peers) peer.close();
  for (const [backend, why] of absent) console.log(`backend ${backend}: absent: ${why}${HOW_TO_GET[backend] ?? ''}`);
  report(entries);
  reportWanted(entries);
  if (options.json) console.log(JSON.stringify({ bench: 'speed', results: entries }));
}

const HOW_TO_GET: Partial<Record<BackendName, string>> = { node: ' (scripts/build-native.sh builds it)' };

async function measureNetwork(
  network: Network,
  peers: readonly Peer[],
  rounds: number,
  entries: Entry[],
  absent: Map<BackendName, string>,
): Promise<void> {
  const name = `${network.depth}x${network.width}x${network.batch}`;
  const add = (by: string, what: string, ms: number): void => {
    const known = entries.find((entry) => entry.network === name && entry.by === by && entry.what === what);
    if (known === undefined) entries.push({ network: name, by, what, samples: [ms] });
    else known.samples.push(ms);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const backend of BACKENDS.filter((one) => !absent.has(one))) {
      const stretches = stretchesOf(backend, network);
      const plainOnes = isQuick(backend, network) ? stretches : { ...stretches, steps: PLAIN_STEPS };
      try {
        add(backend, 'plain', await plainStep(configOf(network), backend, plainOnes));
        add(backend, 'instrumented', await instrumentedStep(configOf(network), backend, stretches));
      } catch (error) {
        absent.set(backend, String(error instanceof Error ? error.message : error).split('\n')[0] ?? '');
      }
    }
    for (const peer of peers)
      for (const [what, ms] of Object.entries(await peer.measure(network, network.width > 64 ? 20 : 100)))
        add(peer.title, what, ms);
  }
}

/** Median of a measurement; NaN without samples. */
const msOf = (entries: readonly Entry[], network: string, by: RegExp, what: string): number =>
  median(entries.find((entry) => entry.network === network && by.test(entry.by) && entry.what === what)?.samples ?? []);

/** One row per measurement: median ms (low .. high), and its ratio to PyTorch's plain step. */
function report(entries: readonly Entry[]): void {
  console.log('| network | by | step | ms, median (low .. high) | × PyTorch plain | × own plain |');
  console.log('|---|---|---|---|---|---|');
  for (const { network, by, what, samples } of entries) {
    const ratio = (to: number): string => (Number.isFinite(to) ? (median(samples) / to).toFixed(2) : '-');
    const own = what === 'instrumented' ? ratio(msOf(entries, network, new RegExp(`^${by}$`), 'plain')) : '';
    const peer = ratio(msOf(entries, network, /^PyTorch/, 'plain'));
    console.log(`| ${network} | ${by} | ${what} | ${spread(samples)} | ${peer} | ${own} |`);
  }
}

/** Targets: largest ratio of an instrumented step to another step of the same network. */
const WANTED = [
  ...['7x10x32', '7x10x250', '20x32x250', '10x128x250'].map((network) => ({
    network,
    by: /^compiled/,
    beside: { by: /^compiled/, what: 'plain', title: 'own plain step', most: 1.1 },
  })),
  ...['7x10x32', '7x10x250', '20x32x250'].map((network) => ({
    network,
    by: /^compiled/,
    beside: { by: /^PyTorch/, what: 'plain', title: "PyTorch's plain step", most: 1 },
  })),
  { network: '10x128x250', by: /^node/, beside: { by: /^Keras/, what: 'fit', title: "Keras' fit", most: 2.5 } },
  {
    network: '10x128x250',
    by: /^node/,
    beside: { by: /^Keras/, what: 'trainOnBatch', title: "Keras' train_on_batch", most: 1 },
  },
];

function reportWanted(entries: readonly Entry[]): void {
  console.log('\n| network | instrumented step of | beside | ratio | wanted | × wanted |');
  console.log('|---|---|---|---|---|---|');
  for (const { network, by, beside } of WANTED) {
    const ratio = msOf(entries, network, by, 'instrumented') / msOf(entries, network, beside.by, beside.what);
    const [shown, share] = Number.isFinite(ratio) ? [figure(ratio), figure(ratio / beside.most)] : ['absent', ''];
    console.log(`| ${network} | ${by.source.slice(1)} | ${beside.title} | ${shown} | <= ${beside.most} | ${share} |`);
  }
}
