// Finds the step and the figures in a line of text, by the shapes that training scripts print.
import { isTime, lossScore, isValidation } from '../../../core/run/scalars/names.js';
import type { LineRecord } from '../../../core/run/scalars/recordStream.js';
import { numberIn } from './jsonLines.js';

const NUMBER = '[-+]?(?:\\d[\\d,]*\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?|[-+]?(?:nan|inf(?:inity)?)\\b';
/** A name of one word, or of two that belong together, then a number; a unit may stick to it. */
const FIGURE = new RegExp(
  '(?<name>(?:(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval|lm|mlm|total|avg|average|mean|running|learning|grad(?:ient)?|loss|mtp|load|number of skipped|number of nan) )?[A-Za-z_][\\w./@-]*)(?: ?\\([a-z]+\\))?[\'"]?\\s*[:=]?\\s*[\'"]?' +
    `(?<value>${NUMBER})(?![\\d:]|\\.\\d|/\\d)`,
  'gi',
);
const STEP =
  /(?:^|[^a-z])(?:iter(?:ation)?s?|(?:global|train|training|optimizer)?[_ ]?step|it|batch|update)\s*[:=#]?\s*[[(]?\s*(\d[\d,]*)(?:\s*(?:\/|of)\s*(\d[\d,]*))?/i;
const EPOCH = /(?:^|[^a-z])epochs?\s*[:=#]?\s*[[(]?\s*(\d+(?:\.\d+)?)(?:\s*(?:\/|of)\s*(\d+))?/i;
/** tqdm: `| 10/200 [00:01<00:02`; Keras: `3/3 - 5s`, `3/3 ━━━ 0s`; PyTorch's examples: `[640/60000 (1%)]`. */
const BAR = /(?:\|\s*|^\s*|\[\s*)(\d+)\/(\d+)(?=\s*(?:\[|-|━|=|\.|\(|\]))/;
const RANK = /\brank\s*[:=]?\s*(\d+)\b/i;
const DICT = /^\s*\{\s*['"][^{}]*\}/;
const PAIR = new RegExp(`['"]([^'"]+)['"]\\s*:\\s*['"]?(${NUMBER})['"]?(?=\\s*[,}])`, 'gi');
/** Names that are no figures: positions and rates of progress. */
const NO_FIGURE =
  /^(?:epochs?|iter(?:ation)?s?|(?:global_?)?steps?|it|batch|update|rank|v_num|eta|line|size|seed|local_rank)$/i;

export class TextLines {
  /** Of the last line that had one. */
  private epoch: number | undefined;
  /** Steps of the epochs before, where a bar counts within its epoch. */
  private base = 0;
  private bar = { at: 0, epoch: undefined as number | undefined };

  /** Null for a line without a figure that belongs to a step or is a loss. */
  take(line: string): LineRecord | null {
    const dict = DICT.exec(line);
    if (dict !== null) return dictionary(dict[0]);
    const epoch = EPOCH.exec(line);
    if (epoch !== null) this.epoch = Number(epoch[1]);
    const rank = RANK.exec(line)?.[1];
    const step = STEP.exec(line);
    const bar = step === null ? BAR.exec(line) : null;
    const scalars = figuresIn(line);
    const tags = Object.keys(scalars);
    const isLoss = tags.some((tag) => lossScore(tag) > 0 || (isValidation(tag) && /loss/i.test(tag)));
    if (tags.length === 0 || (step === null && !isLoss)) return null;
    const at = step === null ? undefined : whole(step[1]);
    return {
      step: at ?? (bar === null ? undefined : this.global(Number(bar[1]))),
      epoch: this.epoch,
      rank: rank === undefined ? undefined : Number(rank),
      totalSteps: step?.[2] === undefined ? undefined : whole(step[2]),
      scalars,
    };
  }

  /** Bars begin again in each epoch. */
  private global(at: number): number {
    if (this.epoch !== this.bar.epoch || at < this.bar.at) this.base += this.bar.at;
    this.bar = { at, epoch: this.epoch };
    return this.base + at;
  }
}

const whole = (text: string | undefined): number => Number((text ?? '').replaceAll(',', ''));

function dictionary(text: string): LineRecord | null {
  const scalars: Record<string, number> = {};
  let [step, epoch]: (number | undefined)[] = [];
  for (const [, name = '', value = ''] of text.matchAll(PAIR)) {
    const number = numberIn(value);
    if (number === undefined || isTime(name)) continue;
    if (name === 'epoch') epoch = number;
    else if (name === 'step' || name === 'global_step') step = number;
    else scalars[name] = number;
  }
  // transformers prints `'epoch': '1'` of a validation, but counts no steps: whole and fractional epochs are one axis.
  return Object.keys(scalars).length === 0 ? null : { step, epoch, scalars };
}

function figuresIn(line: string): Record<string, number> {
  const scalars: Record<string, number> = {};
  for (const { groups } of line.matchAll(FIGURE)) {
    const name = (groups?.['name'] ?? '').replace(/[.:-]+$/, '');
    const value = numberIn((groups?.['value'] ?? '').replaceAll(',', ''));
    if (value === undefined || name === '' || NO_FIGURE.test(name) || isTime(name) || /^rank\d*$/i.test(name)) continue;
    scalars[name] ??= value;
  }
  return scalars;
}
