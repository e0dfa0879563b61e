// What the readers of a run log rely on, field by field: one table for each type of event. What is optional may be absent or null.
import { CONFIG_FIELDS, parseConfig } from '../core/config/presets.js';
import { RULE_NAMES } from '../core/diagnosis/rules/index.js';
import { RUN_LOG_SCHEMA } from '../core/run/events.js';
import { messageOf } from '../core/userError.js';
import { isOwnConfig } from './journalDefaults.js';

interface Fault {
  /** `.layers[2].name` */
  readonly at: string;
  /** `is not a text` */
  readonly is: string;
}
type Check = (value: unknown) => Fault | null;
type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const as =
  (noun: string, right: (value: unknown) => boolean): Check =>
  (value) =>
    right(value) ? null : { at: '', is: `is not ${noun}` };
const within = (place: string, fault: Fault | null): Fault | null =>
  fault === null ? null : { at: place + fault.at, is: fault.is };

const number = as('a number', (value) => typeof value === 'number');
const whole = as('a whole number from 0', (value) => Number.isInteger(value) && (value as number) >= 0);
const text = as('a text', (value) => typeof value === 'string');
const isNumber = (value: unknown): boolean => typeof value === 'number';
const numbers = as('a list of numbers', (value) => Array.isArray(value) && value.every(isNumber));
const pair = as('a pair of numbers', (value) => Array.isArray(value) && value.length === 2 && value.every(isNumber));
/** null: has no meaning or was not sampled. */
const samples = as(
  'a list of numbers and nulls',
  (value) => Array.isArray(value) && value.every((item) => item === null || isNumber(item)),
);
const oneOf = (...words: readonly string[]): Check => as(words.join(', '), (value) => words.includes(value as string));
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null ? null : check(value);
const isObject = as('an object', isTable);
const isList = as('a list', Array.isArray);

function firstFault(fields: Readonly<Record<string, Check>>, value: Table): Fault | null {
  for (const field in fields) {
    const fault = within(`.${field}`, fields[field]?.(value[field]) ?? null);
    if (fault !== null) return fault;
  }
  return null;
}
const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isTable(value) ? firstFault(fields, value) : isObject(value);
const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return isList(value);
    for (let i = 0; i < value.length; i += 1) {
      const fault = within(`[${i}]`, check(value[i]));
      if (fault !== null) return fault;
    }
    return null;
  };
const table = as('a table of numbers', (value) => isTable(value) && Object.values(value).every(isNumber));

/** Fields of a later version are no fault, and fields that an earlier one did not know have their defaults. */
const config: Check = (value) => {
  if (!isTable(value)) return isObject(value);
  if (!isOwnConfig(value)) return null;
  const known = Object.fromEntries(Object.entries(value).filter(([field]) => CONFIG_FIELDS.includes(field)));
  try {
    parseConfig(known, 'config');
    return null;
  } catch (error) {
    return { at: '', is: `is wrong: ${messageOf(error).split('\n')[0]}` };
  }
};

const flag = as('true or false', (value) => typeof value === 'boolean');
const some = {
  number: optional(number),
  text: optional(text),
  whole: optional(whole),
  numbers: optional(numbers),
  samples: optional(samples),
  object: optional(isObject),
} as const;
const tensors = optional(listOf(object({ name: text, values: numbers })));
const stepLayers = object({
  gradRms: some.samples,
  gradMax: some.samples,
  weightRms: some.samples,
  updateRms: some.samples,
  saturated: some.samples,
  dead: some.samples,
  activationStd: some.samples,
});
const histogram = object({ low: number, high: number, counts: numbers });

const FIELDS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  run: {
    schema: optional(as(`${RUN_LOG_SCHEMA}, the version that this gradtop reads`, (value) => value === RUN_LOG_SCHEMA)),
    name: some.text,
    config: optional(config),
    layers: optional(
      listOf(
        object({
          name: some.text,
          kind: some.text,
          activation: some.text,
          units: some.whole,
          parameterCount: some.whole,
        }),
      ),
    ),
    parameters: optional(listOf(object({ name: text, shape: some.numbers, layer: whole }))),
    engine: optional(object({ backend: some.text, why: some.text })),
    dataset: optional(
      object({
        name: some.text,
        samples: some.number,
        features: some.number,
        classes: some.number,
        points: optional(object({ x: numbers, y: numbers, labels: numbers, axes: optional(listOf(text)) })),
        classNames: optional(listOf(text)),
        dropped: some.number,
      }),
    ),
    labelEntropy: some.number,
    totalSteps: some.number,
    stepsPerEpoch: some.number,
  },
  step: {
    step: whole,
    loss: number,
    epoch: some.number,
    accuracy: some.number,
    learningRate: some.number,
    gradNorm: some.number,
    clipped: optional(flag),
    layers: optional(stepLayers),
  },
  epoch: {
    step: whole,
    epoch: some.whole,
    loss: some.number,
    accuracy: some.number,
    valLoss: some.number,
    valAccuracy: some.number,
    elapsedMs: some.number,
  },
  snapshot: { step: whole, parameters: tensors, gradients: tensors, parametersAfter: tensors },
  boundary: { step: whole, xRange: pair, yRange: pair, columns: whole, rows: whole, values: numbers },
  probe: {
    step: whole,
    layers: object({
      saturated: some.samples,
      dead: some.samples,
      preMean: some.samples,
      preStd: some.samples,
      activationMean: some.samples,
      activationStd: some.samples,
      meanDerivative: some.samples,
      backwardGain: some.samples,
      percentChange: some.samples,
      histograms: optional(listOf(optional(histogram))),
    }),
    throughTime: some.numbers,
  },
  weights: {
    step: whole,
    parameters: listOf(object({ name: some.text, layer: whole, shape: some.numbers, values: numbers })),
  },
  finding: {
    step: whole,
    rule: text,
    level: oneOf('warning', 'alarm', 'cleared'),
    layer: some.number,
    measured: optional(table),
    limit: optional(table),
    message: some.text,
    remedy: some.object,
  },
  control: { step: whole, action: text, change: some.object },
  end: {
    step: whole,
    reason: optional(oneOf('completed', 'stopped', 'diverged', 'crashed')),
    loss: some.number,
    accuracy: some.number,
    elapsedMs: some.number,
    weightChange: optional(
      listOf(
        object({
          name: text,
          medianPercent: some.number,
          maxPercent: some.number,
          movedShare: some.number,
          medianGradient: some.number,
        }),
      ),
    ),
    message: some.text,
  },
};

/** A type of event that this version reads; a finding of a rule that it does not know is none. */
export const isKnown = (event: Table): boolean =>
  Object.hasOwn(FIELDS, String(event['type'])) &&
  (event['type'] !== 'finding' ||
    typeof event['rule'] !== 'string' ||
    (RULE_NAMES as readonly string[]).includes(event['rule']));

/** `field "layers[0].name" is not a text`, or null. */
export function faultOf(event: Table): string | null {
  const fault = firstFault(FIELDS[String(event['type'])] ?? {}, event);
  return fault === null ? null : `field "${fault.at.slice(1)}" ${fault.is}`;
}
