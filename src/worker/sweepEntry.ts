// The child of a sweep: takes one cell at a time, trains its runs to the end and returns their figures. It sends no events.
import './childLife.js';
import { performance } from 'node:perf_hooks';
import type { Config } from '../core/config/schema.js';
import { fitDepth, type DepthFit } from '../core/diagnosis/slope.js';
import { LAYER_WINDOW, Ring } from '../core/diagnosis/window.js';
import { ChosenFigures } from '../core/sweep/chosen.js';
import { isMeasured, type Measured } from '../core/sweep/metrics.js';
import { INSTRUMENT_FIGURES, type SeedResult } from '../core/sweep/results.js';
import { exitCodeAfter, messageOf } from '../core/userError.js';
import { readSplit } from '../table/cache.js';
import { chooseEngine } from '../training/backends.js';
import type { EngineChoice, EngineRequest } from '../training/engine.js';
import { train, type TrainOptions } from '../training/loop.js';
import type { SweepOrder, SweepReply } from './sweepPool.js';

/** How long to train before polling the channel. A child whose parent is gone then ends. */
const BREATH_MS = 50;
/** Initialization is judged on the median of this many steps. */
const FIRST_STEPS = 4;

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
      results.push(await measure(config, measures, createEngine));
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

const fitOf = (rings: readonly Ring[]): DepthFit | null =>
  fitDepth(
    rings.map((ring) => ring.median()),
    rings.length,
  );

/** One run, from its first step to its last. */
async function measure(
  config: Config,
  measures: readonly Measured[],
  createEngine: TrainOptions['createEngine'],
): Promise<SeedResult> {
  let rings: Ring[] = [];
  let initialR: number | null = null;
  let labelEntropy = NaN;
  let classes = 0;
  let result: SeedResult | null = null;
  const instruments = INSTRUMENT_FIGURES.filter((name) => isMeasured({ config, seeds: 1 }, name));
  const diagnosed = measures.includes('verdict') || measures.includes('alarm');
  const chosen = new ChosenFigures(measures, instruments);
  const options: TrainOptions = {
    runId: 'cell',
    config,
    createEngine,
    readTable: readSplit,
    nodeVersion: process.version,
    startedAt: '',
    now,
    permission,
    // The diagnosis reads the probes, the Jacobian the first one.
    probes: diagnosed ? true : config.jacobian === 'on' ? 'first' : false,
  };
  await train(options, (event) => {
    chosen.take(event);
    if (event.type === 'run') {
      rings = (event.layers ?? []).slice(0, -1).map(() => new Ring(LAYER_WINDOW));
      labelEntropy = event.labelEntropy ?? NaN;
      classes = event.dataset?.classes ?? 0;
    } else if (event.type === 'step' && event.layers !== undefined) {
      const { gradRms } = event.layers;
      rings.forEach((ring, layer) => ring.push(gradRms[layer] ?? NaN));
      if (event.step === FIRST_STEPS) initialR = fitOf(rings)?.R ?? null;
    } else if (event.type === 'end') {
      const { loss = NaN } = event;
      const fit = fitOf(rings);
      result = {
        seed: config.seed,
        steps: event.step,
        loss,
        accuracy: event.accuracy ?? null,
        R: fit?.R ?? null,
        slope: fit?.slope ?? null,
        initialR: event.step < FIRST_STEPS ? null : initialR,
        diverged: event.reason === 'diverged' || !Number.isFinite(loss),
        labelEntropy,
        classes,
        ...chosen.result,
      };
    }
  });
  if (result === null) throw new Error('the run ended without its end event');
  return result;
}
