// Finds the step and the figures in a line of text, by the shapes that training scripts print.
import { isTime, lossScore, isValidation } from '../../../core/run/scalars/names.js';
import type { LineRecord } from '../../../core/run/scalars/recordStream.js';
import { parseLine } from '../../journal.js';
import { UserError } from '../../../core/userError.js';
import { COUNT, CommaReader, countOf, NUMBER } from './commas.js';
import { numberIn, recordOf } from './jsonLines.js';

/** A name of one word, or of two that belong together, then a number; a unit may stick to it. */
const FIGURE = new RegExp(
  '(?<name>(?:(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval|lm|mlm|total|avg|average|mean|running|learning|grad(?:ient)?|loss(?= scale)|mtp|load|number of skipped|number of nan) )?[A-Za-z_][\\w./@-]*)(?: ?\\([a-z]+\\))?[\'"]?\\s*[:=]?\\s*[\'"]?' +
    `(?<value>${NUMBER})(?![\\d:]|\\.\\d|/\\d)`,
  'gi',
);
const STEP = new RegExp(
  '(?:^|[^a-z_])(?:iter(?:ation)?s?|(?:(?:global|train|training|optimizer)[_ ])?step|it)\\s*[:=#]?\\s*[[(]?\\s*' +
    `(${COUNT})(?![.,]?\\d)(?:\\s*(?:\\/|of)\\s*(${COUNT})(?![.,]?\\d))?`,
  'i',
);
const EPOCH = /(?:^|[^a-z])epochs?(?:\(train\))?\s*[:=#]?\s*[[(]?\s*(\d+(?:\.\d+)?)(?:\s*(?:\/|of)\s*(\d+))?/i;
/** tqdm: `| 10/200 [00:01<00:02`; Keras: `3/3 - 5s`, `3/3 ━━━ 0s`; PyTorch's examples: `[640/60000 (1%)]`. */
const BAR = /(?:\|\s*|^\s*|\[\s*|batch\s*)(\d+)\/(\d+)(?=\s*(?:\[|-|━|=|\.|\(|\]|,|:))/i;
/** A line about samples that are not trained on. */
const HELD_OUT = /(?:^|[^a-z])(test|validation|val|eval)(?:uation)?(?: set| results)?\s*[:)]/i;
const RANK = /\brank\s*[:=]?\s*(\d+)\b/i;
const DICT = /^\s*\{\s*['"][^{}]*\}/;
const PAIR = new RegExp(`['"]([^'"]+)['"]\\s*:\\s*['"]?(${NUMBER})['"]?(?=\\s*[,}])`, 'gi');
/** Names that are no figures: positions and rates of progress. */
const NO_FIGURE =
  /^(?:(?:\S+ )?epochs?|m?s|iter(?:ation)?s?|(?:global_?)?steps?|it|batch|update|rank|v_num|eta|line|size|seed|local_rank)$/i;

export class TextLines {
  /** The last epoch that a line had. */
  private epoch: number | undefined;
  /** Steps of the earlier epochs, if a bar counts within its epoch. */
  private base = 0;
  private readonly commas = new CommaReader();
  private last: { readonly at: number; readonly epoch: number | undefined } = { at: 0, epoch: undefined };

  /** Null unless the line has figures and a step, or a loss. @throws UserError if a loss may be two numbers */
  take(line: string): LineRecord | null {
    if (isObject(line)) return object(line);
    const epoch = EPOCH.exec(line);
    if (epoch !== null) this.epoch = Number(epoch[1]);
    const rank = RANK.exec(line)?.[1];
    const step = STEP.exec(line);
    const heldOut = HELD_OUT.exec(line)?.[1];
    const bar = step === null && heldOut === undefined ? BAR.exec(line) : null;
    const scalars = figuresIn(line, heldOut === undefined ? '' : `${heldOut.toLowerCase()}/`, this.commas);
    const tags = Object.keys(scalars);
    const isLoss = tags.some((tag) => lossScore(tag) > 0 || (isValidation(tag) && /loss/i.test(tag)));
    if (tags.length === 0 || (step === null && !isLoss)) return null;
    const at = step ?? bar;
    return {
      step: at === null ? undefined : this.global(countOf(at[1]), bar !== null),
      epoch: this.epoch,
      rank: rank === undefined ? undefined : Number(rank),
      totalSteps: step?.[2] === undefined || epoch !== null ? undefined : countOf(step[2]),
      scalars,
    };
  }

  /** The step over all epochs: bars, and steps beside an epoch, may restart in each epoch. */
  private global(at: number, isBar: boolean): number {
    const { epoch } = this;
    const next = epoch !== this.last.epoch ? at <= this.last.at : isBar && at < this.last.at;
    if (next) this.base += this.last.at;
    this.last = { at, epoch };
    return this.base + at;
  }
}

/** Whether the line is an object of JSON, or begins with a dictionary of Python. */
export const isObject = (line: string): boolean => DICT.test(line) || /^\s*\{\s*".*\}\s*$/.test(line);

/** Null unless the object has figures, and a step, an epoch or a loss: settings are objects too. */
function object(line: string): LineRecord | null {
  const record = json(line) ?? dictionary(line);
  const { step, epoch, scalars } = record;
  const tags = Object.keys(scalars);
  const counts = step !== undefined || epoch !== undefined || tags.some((tag) => /loss/i.test(tag));
  return tags.length > 0 && counts ? record : null;
}

/** Null if the line is not valid JSON. */
function json(line: string): LineRecord | null {
  try {
    return recordOf(parseLine(line) as Record<string, unknown>);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}

function dictionary(line: string): LineRecord {
  const text = DICT.exec(line)?.[0] ?? '';
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
  return { step, epoch, scalars };
}

/** `prefix` goes before each name that does not mark validation itself. @throws UserError */
function figuresIn(line: string, prefix: string, commas: CommaReader): Record<string, number> {
  const scalars: Record<string, number> = {};
  const found = [...line.matchAll(FIGURE)].map(({ groups }) => ({
    name: (groups?.['name'] ?? '').replace(/[.:-]+$/, ''),
    text: groups?.['value'] ?? '',
  }));
  commas.learn(found.map(({ text }) => text));
  for (const { name, text } of found) {
    if (name === '' || NO_FIGURE.test(name) || isTime(name) || /^rank\d*$/i.test(name)) continue;
    const value = commas.read(text, /loss/i.test(name));
    if (value !== undefined) scalars[isValidation(name) ? name : prefix + name] ??= value;
  }
  return scalars;
}
