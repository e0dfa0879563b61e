// The child of a sweep: takes one cell at a time, trains its runs to the end and returns their figures. It sends no events.
import './childLife.js';
import { performance } from 'node:perf_hooks';
import type { SeedResult } from '../core/sweep/results.js';
import { exitCodeAfter, messageOf } from '../core/userError.js';
import { chooseEngine } from '../training/backends.js';
import type { EngineChoice, EngineRequest } from '../training/engine.js';
import type { SweepOrder, SweepReply } from './sweepMessages.js';
import { measureRun } from './sweepRun.js';

/** How long to train before polling the channel. A child whose parent is gone then ends. */
const BREATH_MS = 50;

let queue: Promise<void> = Promise.resolve();
/** Opens when the sweep resumes; null while it runs. */
let gate: { readonly opened: Promise<void>; readonly open: () => void } | null = null;
process.on('message', (order: SweepOrder) => {
  if (order.type === 'job') queue = queue.then(() => answer(order));
  else if (order.type === 'pause') gate ??= closedGate();
  else {
    gate?.open();
    gate = null;
  }
});

async function answer(job: Job): Promise<void> {
  const reply = await perform(job);
  if (process.connected) process.send?.(reply);
}

function closedGate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

type Job = Extract<SweepOrder, { type: 'job' }>;

async function perform({ id, backend, configs, measures, decided }: Job): Promise<SweepReply> {
  try {
    const results: SeedResult[] = [];
    let choice = decided ?? backend;
    for (const config of configs) {
      const createEngine = async (request: EngineRequest): Promise<EngineChoice> => {
        const engine = await chooseEngine(choice, request, now);
        if (choice === 'auto') {
          choice = { backend: engine.engine.backend, why: engine.why };
          if (process.connected) process.send?.({ type: 'engine', id, decision: choice } satisfies SweepReply);
        }
        return engine;
      };
      results.push(await measureRun(config, measures, { createEngine, permission }));
    }
    return { type: 'done', id, results };
  } catch (error) {
    const [message = ''] = messageOf(error).split('\n');
    return { type: 'failed', id, message, exitCode: exitCodeAfter(error) };
  }
}

const now = (): number => performance.now();
let breathedAt = now();
const permission = (): boolean | Promise<boolean> => now() - breathedAt < BREATH_MS || breath();
async function breath(): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  while (gate !== null) await gate.opened;
  breathedAt = now();
  return true;
}
