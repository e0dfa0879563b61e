// A run log of any length, made from a recorded one: its events and the figures of its layers repeat under new step numbers.
import { closeSync, openSync, readFileSync, statfsSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { GradtopEvent, RunEvent, LossStep } from '../../src/core/run/events.js';
import { decodeLog, encodeEvent } from '../../src/runtime/journal.js';
import { ROOT } from './places.js';

export interface LongLog {
  /** A file of tests/fixtures/logs. */
  readonly fixture: string;
  readonly runs: number;
  /** Number of steps of each run. */
  readonly steps: number;
}

/** Steps between two probes, boundaries and kernels. */
const PICTURES_EVERY = 5000;
/** Runs alternate after this many steps, as runs that train side by side do. */
const TURN = 10;
const PIECE = 1 << 22;

/** The parts from which the events of a run are made. */
interface Source {
  readonly run: RunEvent;
  /** Its steps without their layers. */
  readonly figures: readonly LossStep[];
  /** Their layers as text, up to the end of the line. */
  readonly tails: readonly string[];
  readonly pictures: readonly Extract<GradtopEvent, { type: 'probe' | 'weights' | 'boundary' }>[];
}

function sourceOf(fixture: string): Source {
  const file = path.join(ROOT, 'tests', 'fixtures', 'logs', `${fixture}.jsonl`);
  const events = decodeLog(readFileSync(file, 'utf8'), fixture);
  const run = events.find((event) => event.type === 'run');
  const steps = events.filter((event) => event.type === 'step' && event.layers !== undefined) as LossStep[];
  if (run === undefined || steps.length === 0) throw new Error(`${file}: no run`);
  const last = events.findLast((event) => event.type === 'probe')?.step ?? 0;
  const pictures = events.filter(
    (event) => (event.type === 'probe' || event.type === 'weights' || event.type === 'boundary') && event.step === last,
  ) as Source['pictures'];
  const tails = steps.map((step) => {
    const text = encodeEvent(step);
    return text.slice(text.indexOf(',"layers":'));
  });
  const figures = steps.map((step) => {
    const bare: { layers?: unknown } & LossStep = { ...step };
    delete bare.layers;
    return bare;
  });
  return { run, figures, tails, pictures };
}

/** Lines of the events of one step, including those of an epoch that ends with it. */
function linesOf(source: Source, runId: string, step: number, last: number): string {
  const { run, pictures } = source;
  const i = (step - 1) % source.figures.length;
  const figures = source.figures[i] as LossStep;
  const epoch = Math.ceil(step / run.stepsPerEpoch);
  // Falls by a factor of a hundred, with the recorded noise on top.
  const loss = Math.fround(figures.loss * 10 ** ((-2 * step) / last));
  const head = encodeEvent({ ...figures, runId, step, epoch, loss });
  let text = `${head.slice(0, -1)}${source.tails[i]}\n`;
  if (step % PICTURES_EVERY === 0)
    for (const picture of pictures) text += `${encodeEvent({ ...picture, runId, step })}\n`;
  const elapsedMs = step / 10;
  if (step % run.stepsPerEpoch === 0)
    text += `${encodeEvent({ type: 'epoch', runId, epoch, step, loss, accuracy: 0.9, elapsedMs })}\n`;
  if (step === last)
    text += `${encodeEvent({ type: 'end', runId, step, reason: 'completed', loss, accuracy: 0.9, elapsedMs, weightChange: [], message: '' })}\n`;
  return text;
}

/** The first lines of each run: its `run` event, and its pictures at the start. */
function* openings({ run, pictures }: Source, ids: readonly string[], steps: number): Generator<string> {
  const config = { ...run.config, epochs: Math.ceil(steps / run.stepsPerEpoch) };
  for (const runId of ids) {
    yield `${encodeEvent({ ...run, config, runId, totalSteps: steps })}\n`;
    for (const picture of pictures) yield `${encodeEvent({ ...picture, runId, step: 0 })}\n`;
  }
}

function* linesOfAll(source: Source, ids: readonly string[], steps: number): Generator<string> {
  yield* openings(source, ids, steps);
  for (let from = 1; from <= steps; from += TURN)
    for (const runId of ids)
      for (let step = from; step < from + TURN && step <= steps; step += 1) yield linesOf(source, runId, step, steps);
}

/** Writes the log and returns the number of bytes. Yields between pieces, so that Ctrl+C works. */
export async function writeLongLog(file: string, { fixture, runs, steps }: LongLog): Promise<number> {
  const ids = Array.from({ length: runs }, (_, index) => `run-${index + 1}`);
  const descriptor = openSync(file, 'w');
  let written = 0;
  let text = '';
  try {
    for (const lines of linesOfAll(sourceOf(fixture), ids, steps)) {
      text += lines;
      if (text.length < PIECE) continue;
      written += writeSync(descriptor, text);
      text = '';
      await new Promise((resolve) => setImmediate(resolve));
    }
    return written + writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes of a step of one run, about. */
export const bytesAStep = (fixture: string): number => {
  const { tails } = sourceOf(fixture);
  return 250 + tails.reduce((sum, tail) => sum + tail.length, 0) / tails.length;
};

/** Whether this many bytes fit into the file system of a folder, with a tenth to spare. */
export function fits(folder: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 1.1 * bytes;
}
