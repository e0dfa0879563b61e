// The cost of the Python helper: a PyTorch training step with it and without it, of the same network, in turns, as ratios. On the CPU.
import { parseOptions } from './harness/options.js';
import { Report } from './harness/report.js';
import { startPeer, type Network } from './peers/index.js';
import { installPeers } from './peers/python.js';

/** `times`: short steps vary more, so more of them are measured. */
const NETWORKS = {
  mlp: { depth: 6, width: 256, batch: 128, times: 4 },
  transformer: { depth: 8, width: 128, batch: 8, times: 1 },
} as const satisfies Readonly<Record<string, Network & { times: number }>>;
/** Target of each way, as a ratio to a plain step. */
const WANTED = { floor: null, auto: 1.02, gradients: 1.05, everything: null, wandb100: null, wandb1: null } as const;
const WORDS = {
  floor: 'norms of the gradients at each step, and nothing else',
  auto: 'every="auto"',
  gradients: 'every=1, gradients and weights alone',
  everything: 'every=1, updates and activations too',
  wandb100: 'wandb.watch, log_freq=100',
  wandb1: 'wandb.watch, log_freq=1',
} as const;
type Way = keyof typeof WANTED;

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 5, steps: 240 });
  if (options.peers) installPeers(['torch', 'wandb']);
  const report = new Report(
    `helper, PyTorch on the CPU, one thread, ${options.rounds} rounds of ${options.steps} steps (MLP: ${NETWORKS.mlp.times} times as many)`,
  );
  for (const [kind, network] of Object.entries(NETWORKS)) {
    const peer = await startPeer('torch', ['helper_step.py', kind]);
    if (peer === null) {
      report.note('PyTorch is absent: not measured. --peers installs it.');
      break;
    }
    for (let round = 0; round < options.rounds; round += 1) {
      const answer = await peer.measure(network, options.steps * network.times);
      if (round === 0) report.note(`${kind}: ${answer['tensors']} tensors, ${answer['parameters']} parameters.`);
      for (const way of Object.keys(WANTED) as Way[]) addWay(report, { kind, way, answer });
    }
    peer.close();
  }
  report.print(options.json);
}

interface Answer {
  readonly kind: string;
  readonly way: Way;
  readonly answer: Readonly<Record<string, number>>;
}

function addWay(report: Report, { kind, way, answer }: Answer): void {
  // wandb is not installed.
  if (answer[way] === undefined) return;
  const most = WANTED[way];
  const target = most === null ? null : { most };
  const without = (name: string): number => answer[`${way} plain${name}`] ?? NaN;
  const ratio = (name: string): number => (answer[`${way}${name}`] ?? NaN) / without(name);
  report.add(`${kind}, ${WORDS[way]}`, 'without', 'ms', without(''));
  report.add(`${kind}, ${WORDS[way]}`, 'with / without', '', ratio(''), target);
  report.add(`${kind}, ${WORDS[way]}`, 'processor time', '', ratio(' cpu'), target);
}
