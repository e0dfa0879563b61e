// Turns the events of a run's files into events of the run log: recognises histograms of gradients, and names the tags of each file.
import path from 'node:path';
import type { GradtopEvent } from '../../../../core/run/events.js';
import type { Hparams } from '../../../../core/run/hparams.js';
import { ScalarRun, type LayerFigure, type ScalarRecord } from '../../../../core/run/scalars/scalarRun.js';
import type { DecoderContext } from '../../lineFormat.js';
import { hparamsIn } from '../hparamsFile.js';
import type { BoardEvent, BoardHistogram } from './event.js';

/** Records that are converted together, because the name of the loss must be found first. */
const TOGETHER = 2048;

export class BoardRun {
  private readonly run: ScalarRun;
  private waiting: ScalarRecord[] = [];
  private hparams: Hparams = {};
  /** Whether hyperparameters changed since the last 'run' event. */
  private untold = false;

  constructor({ name, flags, folder }: DecoderContext) {
    this.run = new ScalarRun({ runId: name, name }, flags);
    this.describe(hparamsIn(folder) ?? {});
  }

  /** `inside`: the path of the file's folder below the run's folder; may be empty. */
  take(event: BoardEvent, inside: string): GradtopEvent[] {
    if (event.hparams !== null) this.describe(event.hparams);
    const before = event.starts && event.step > 0 ? [...this.flush(), ...this.run.resume(event.step)] : [];
    const scalars = Object.fromEntries(
      Object.entries(event.scalars).map(([tag, value]) => [inside === '' ? tag : tagIn(inside, tag), value]),
    );
    const layers = event.histograms.flatMap(figuresOf);
    if (layers.length > 0 || Object.keys(scalars).length > 0) this.waiting.push({ step: event.step, scalars, layers });
    return this.waiting.length >= TOGETHER ? [...before, ...this.flush()] : before;
  }

  private describe(hparams: Hparams): void {
    this.hparams = { ...this.hparams, ...hparams };
    if (Object.keys(this.hparams).length === 0) return;
    this.run.describe({ hparams: this.hparams });
    this.untold = true;
  }

  flush(): GradtopEvent[] {
    const records = this.waiting;
    this.waiting = [];
    // A program may log its settings at its end.
    if (records.length === 0 && !this.untold) return [];
    this.untold = false;
    return this.run.take(records);
  }
}

/**
 * `add_scalars('loss', {train, val})` writes the tag `loss` into the folders `loss_train` and `loss_val` (PyTorch) or `loss/train`
 * and `loss/val` (tensorboardX). Both become `loss/train` and `loss/val`. `add_hparams` makes a folder that is named after the time.
 */
function tagIn(inside: string, tag: string): string {
  const folder = inside.split(path.sep).join('/');
  for (const prefix of [`${tag.replaceAll('/', '_')}_`, `${tag}/`])
    if (folder.startsWith(prefix) && folder.length > prefix.length) return `${tag}/${folder.slice(prefix.length)}`;
  return `${/^\d+(?:\.\d+)?$/.test(folder) ? 'hparams' : folder}/${tag}`;
}

const GRADIENT = [
  /^(?:.*\/)?(?:grads?|gradients?)(?:_hist(?:ogram)?)?[/. ](?<name>.+)$/i,
  /^(?:grads?|gradients?)_(?<name>.+)$/i,
  /^(?<name>.+?)[/._ -](?:grads?|gradients?)(?:_hist(?:ogram)?)?$/i,
];
const WEIGHT = [
  /^(?:weights?|params?|parameters?|histograms?|values?)[/. ](?<name>.+)$/i,
  /^(?<name>.+[./_](?:weight|bias|kernel|gamma|beta)(?:_\d+)?)$/i,
];
const nameBy = (patterns: readonly RegExp[], tag: string): string | undefined => {
  for (const pattern of patterns) {
    const name = pattern.exec(tag)?.groups?.['name'];
    if (name !== undefined) return name;
  }
  return undefined;
};

/** RMS = sqrt(sum of squares / number); the largest magnitude is that of min or max. */
function figuresOf({ tag, min, max, num, sumSquares }: BoardHistogram): LayerFigure[] {
  if (!(num > 0)) return [];
  const rms = Math.sqrt(sumSquares / num);
  const plain = tag.replace(/[/._](?:hist|histogram)(?:_\d+)?$/i, '');
  const gradient = nameBy(GRADIENT, plain);
  if (gradient !== undefined)
    return [
      { layer: gradient, metric: 'gradRms', value: rms, count: num },
      { layer: gradient, metric: 'gradMax', value: Math.max(Math.abs(min), Math.abs(max)), count: num },
    ];
  // Keras: `sequential/dense/kernel/histogram`, with a folder of its own name before it.
  const weight = nameBy(WEIGHT, plain);
  return weight === undefined ? [] : [{ layer: weight, metric: 'weightRms', value: rms, count: num }];
}
