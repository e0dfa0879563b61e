// One run of a cell, trained in this process to its end, as figures. It sends no events.
import type { Config } from '../core/config/schema.js';
import { fitDepth, type DepthFit } from '../core/diagnosis/slope.js';
import { LAYER_WINDOW, Ring } from '../core/diagnosis/window.js';
import { ChosenFigures } from '../core/sweep/chosen.js';
import { isMeasured, type Measured } from '../core/sweep/metrics.js';
import { INSTRUMENT_FIGURES, type SeedResult } from '../core/sweep/results.js';
import { readSplit } from '../table/cache.js';
import { train, type TrainOptions } from '../training/loop.js';

/** Initialization is judged on the median of this many steps. */
const FIRST_STEPS = 4;

const fitOf = (rings: readonly Ring[]): DepthFit | null =>
  fitDepth(
    rings.map((ring) => ring.median()),
    rings.length,
  );

/** One run, from its first step to its last. */
export async function measureRun(
  config: Config,
  measures: readonly Measured[],
  { createEngine, permission }: Pick<TrainOptions, 'createEngine' | 'permission'>,
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
    now: () => performance.now(),
    ...(permission !== undefined && { permission }),
    // The map shows it.
    settleSharpness: true,
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
