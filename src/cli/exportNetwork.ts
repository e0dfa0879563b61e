// `gradtop export --weights`, `--pytorch` and `--keras`: a recorded run, or a preset, as weights or as a script in another framework.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BACKEND_NAMES, type BackendName } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { formatLoss } from '../core/format.js';
import type { EndEvent, ToldRun } from '../core/run/events.js';
import { kerasScript } from '../core/script/keras.js';
import type { ScaledName, ScriptNetwork } from '../core/script/python.js';
import { pytorchScript } from '../core/script/pytorch.js';
import { safetensors, type NamedArray } from '../core/script/safetensors.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UserError } from '../core/userError.js';
import { openLog } from '../runtime/log/openLog.js';
import type { Blueprint } from '../worker/rebuild.js';
import { canRedraw, tell, writeFile } from './output.js';
import { loadPreset, presetNames } from './presets.js';
import { namesLog } from './runs.js';

export const NETWORK_FORMATS = ['weights', 'pytorch', 'keras'] as const;
export type NetworkFormat = (typeof NETWORK_FORMATS)[number];
/** Endings of files that are named after the log. */
export const NETWORK_ENDINGS: Readonly<Record<NetworkFormat, string>> = {
  weights: 'safetensors',
  pytorch: 'pytorch.py',
  keras: 'keras.py',
};

const SCRIPTS = { pytorch: pytorchScript, keras: kerasScript } as const;

/** What is rebuilt: a run of a log, or a preset that has not run. */
export interface Recorded {
  readonly config: Config;
  readonly backend: BackendName | null;
  /** The last step; null if there is none. */
  readonly step: number | null;
  /** Loss over all training samples at the end of a whole run. */
  readonly loss: number | null;
  readonly whole: boolean;
  /** The data set as the log describes it. */
  readonly dataset: ToldRun['dataset'] | undefined;
}

interface Seen {
  run?: ToldRun;
  step: number;
  end?: EndEvent;
}

/** The last run of a log, or run `number` from 1. @throws UserError */
export function recordedRun(log: string, number: number | null): Recorded {
  const runs = new Map<string, Seen>();
  for (const event of openLog(log).events()) {
    const seen = runs.get(event.runId) ?? { step: 0 };
    runs.set(event.runId, seen);
    if (event.type === 'run') seen.run = event;
    else if (event.type === 'step') seen.step = event.step;
    else if (event.type === 'end') seen.end = event;
  }
  const name = sanitizeLine(log, 200);
  const seen = [...runs.values()].at(number === null ? -1 : number - 1);
  if (seen === undefined) throw new UserError(`--run: ${name} has no run ${number}; allowed: 1 to ${runs.size}`);
  const { run, step, end } = seen;
  if (run?.config === undefined)
    throw new UserError(
      `${name}: is not a run that gradtop trained; --weights, --pytorch, --keras and --lab need its configuration`,
    );
  return {
    config: run.config,
    backend: BACKEND_NAMES.find((backend) => backend === run.engine?.backend) ?? null,
    step: end?.step ?? step,
    loss: end?.loss ?? null,
    whole: end?.reason === 'completed',
    dataset: run.dataset,
  };
}

/** `word` names a log with the path `log`, or a preset, which has a network but no pictures. @throws UserError */
export const recordedOrPreset = (word: string, log: string, number: number | null): Recorded =>
  !namesLog(word) && (/\.json$/i.test(word) || !existsSync(word))
    ? notYetRun(loadPreset(word))
    : recordedRun(log, number);

/** @throws UserError if `word` names a preset, which a picture, a film or numbers cannot show */
export function refusePreset(word: string): void {
  if (namesLog(word) || existsSync(word) || !presetNames().includes(word)) return;
  throw new UserError(`${word}: is a preset without a recording; gradtop train ${word} --log ${word}.jsonl makes one`);
}

/** The file with data and initial weights of a script, beside it. */
export const arraysFile = (script: string): string => `${script.replace(/\.py$/i, '')}.data.safetensors`;

/** Endings of files that their readers would take for another format. */
const OTHER_WEIGHTS = /\.(?:npz|npy|pt|pth|pkl|bin|ckpt|h5|hdf5|keras|onnx)$/i;

/** All files that are written, by flag. @throws UserError */
export const networkOutputs = (files: ReadonlyMap<NetworkFormat, string>): { what: string; file: string }[] =>
  [...files].flatMap(([format, file]) => {
    if (format === 'weights') {
      if (OTHER_WEIGHTS.test(file))
        throw new UserError(
          `--weights: expected a file name that ends in .safetensors, got ${JSON.stringify(sanitizeLine(file, 200))}`,
        );
      return [{ what: '--weights', file }];
    }
    if (file === '-')
      throw new UserError(
        `--${format}: standard output is not allowed, because weights and data go into a second file; give a file name`,
      );
    return [
      { what: `--${format}`, file },
      { what: `the arrays of --${format}`, file: arraysFile(file) },
    ];
  });

/** A preset that has not run. Its weights are the initial ones, unless --step asks for others. */
export const notYetRun = (config: Config): Recorded => ({
  config,
  backend: null,
  step: null,
  loss: null,
  whole: false,
  dataset: undefined,
});

/** Makes all contents before it writes the first file. @throws UserError */
export async function exportNetwork(
  recorded: Recorded,
  files: ReadonlyMap<NetworkFormat, string>,
  step: number | null,
): Promise<void> {
  const contents = await networkFiles(recorded, files, step);
  for (const [file, pieces] of contents) writeFile(file, ...pieces);
}

/** The pieces of each file, by its name. @throws UserError */
export async function networkFiles(
  recorded: Recorded,
  files: ReadonlyMap<NetworkFormat, string>,
  step: number | null,
): Promise<Map<string, readonly (string | Uint8Array)[]>> {
  const { blueprint, whatChanged } = await import('../worker/rebuild.js');
  const plan = await blueprint(recorded.config);
  const { data, dataset } = recorded.config;
  const changed = whatChanged(recorded.dataset, plan.data.train);
  if (changed !== null)
    throw new UserError(`${data ?? dataset}: differs from the data of the run: ${changed}`, { exitCode: EXIT.failed });
  const contents = new Map<string, readonly (string | Uint8Array)[]>();
  for (const [format, file] of files) {
    if (format === 'weights') {
      const { arrays, about } = await weightsAt(plan, recorded, step);
      contents.set(file, safetensors(arrays, about));
      continue;
    }
    const beside = arraysFile(file);
    contents.set(beside, safetensors([...plan.initial, ...dataOf(plan)], { from: 'gradtop', step: '0' }));
    contents.set(file, [SCRIPTS[format](scriptNetwork(plan, recorded, path.basename(beside)))]);
  }
  return contents;
}

/** Trains the run again: the same seed and backend give the same weights. */
async function weightsAt(
  { initial, config }: Blueprint,
  recorded: Recorded,
  asked: number | null,
): Promise<{ arrays: readonly NamedArray[]; about: Record<string, string> }> {
  const step = asked ?? recorded.step ?? 0;
  if (recorded.step !== null && step > recorded.step) throw beyond(step, recorded.step);
  const about = { from: 'gradtop', name: config.name, step: String(step) };
  if (step === 0) return { arrays: initial, about };
  const { trainedTo } = await import('../worker/rebuild.js');
  const live = canRedraw(process.stderr);
  let drawn = 0;
  const { arrays, loss, ...last } = await trainedTo(recorded.config, recorded.backend ?? 'compiled', step, (at) => {
    if (!live || at - drawn < step / 50) return;
    drawn = at;
    process.stderr.write(`\rtraining again: step ${at}/${step}\u001b[K`);
  });
  if (drawn > 0) process.stderr.write('\r\u001b[K');
  if (last.step < step) throw beyond(step, last.step);
  // Equal to the last bit unless program or machine differ.
  if (step === recorded.step && recorded.loss !== null && !near(loss, recorded.loss))
    tell(
      `--weights: the run ended at loss ${formatLoss(recorded.loss)}, the training for the weights at ${formatLoss(loss)}: this version of gradtop or this machine computes differently`,
    );
  return { arrays, about };
}

const beyond = (step: number, last: number): UserError =>
  new UserError(`--step: ${step} is beyond the last step of the run, ${last}`);

const near = (a: number, b: number): boolean => Object.is(a, b) || Math.abs(a - b) <= 1e-6 * Math.abs(b);

function scriptNetwork({ config, layout, data }: Blueprint, { loss, whole }: Recorded, arrays: string): ScriptNetwork {
  const { train, validation } = data;
  const { featureNames, featureScales, timesteps, outputs, classNames, targetName, targetScale } = train;
  const features = featureNames.map((name, i): ScaledName => {
    const { mean, deviation } = featureScales?.[i] ?? { mean: 0, deviation: 1 };
    return { name, mean, deviation };
  });
  const scale = targetScale ?? { mean: 0, deviation: 1 };
  return {
    config,
    layout,
    features,
    timesteps,
    outputs,
    classes: classNames,
    target:
      targetName === undefined || classNames.length > 0
        ? null
        : { name: targetName, mean: scale.mean, deviation: scale.deviation },
    hasValidation: validation !== null,
    samples: train.samples,
    reached: whole && config.stop === 'never' && config.dropout === 0 ? loss : null,
    arrays,
  };
}

function dataOf({ data: { train, validation } }: Blueprint): NamedArray[] {
  const parts = [
    ['train', train],
    ['validation', validation],
  ] as const;
  return parts.flatMap(([name, part]) => {
    if (part === null) return [];
    const { samples, timesteps, features, outputs, x, y } = part;
    const shape = timesteps === 1 ? [samples, features] : [samples, timesteps, features];
    return [
      { name: `x_${name}`, shape, values: x },
      { name: `y_${name}`, shape: [samples, outputs], values: y },
    ];
  });
}
