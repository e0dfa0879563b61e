// One axis of a sweep: a numeric field of the configuration and the values it takes.
import { kebab } from '../config/describe.js';
import { SWEEP_FIELDS, settingOf, type SweepField } from '../config/settings/index.js';
import { didYouMean } from '../config/suggest.js';
import { UserError } from '../userError.js';

export interface SweepAxis {
  readonly field: SweepField;
  readonly values: readonly number[];
}

/**
 * `depth=1..30`, `initializer-gain=0.2..4`, `learning-rate=0.001..1:log`, `depth=2,4,8`. `points` values between the ends
 * (whole fields: each whole number at most once). A name may also be spelled as in a preset: `learningRate`.
 * @throws UserError that says what is allowed.
 */
export function parseAxis(text: string, points: number): SweepAxis {
  const match = /^([a-z-]+)=(.+)$/i.exec(text.trim());
  const allowed = SWEEP_FIELDS.map(kebab);
  if (match === null) throw new UserError(`axis: expected field=low..high or field=a,b,c, got ${JSON.stringify(text)}`);
  const [, name = '', range = ''] = match;
  const field = SWEEP_FIELDS.find((candidate) => kebab(candidate) === name || candidate === name);
  if (field === undefined)
    throw new UserError(
      `axis: field ${JSON.stringify(name)} cannot be swept${didYouMean(name, allowed)}; allowed: ${allowed.join(', ')}`,
    );
  return { field, values: distinct(parseValues(range, points, field, kebab(field))) };
}

function parseValues(range: string, points: number, field: SweepField, name: string): number[] {
  const { sweep, schema } = settingOf(field);
  const whole = sweep === 'whole';
  if (!range.includes('..')) {
    const list = range.split(',');
    const wrong = list.find((value) => value.trim() === '' || !Number.isFinite(Number(value)));
    if (wrong === undefined) return list.map(Number);
    const none = schema.safeParse(null).success
      ? ` (none is no value of an axis, but --${name} none of the whole map)`
      : '';
    throw new UserError(`axis ${name}: ${JSON.stringify(wrong)} is not allowed; allowed: a list of numbers${none}`);
  }
  const match = /^([\d.eE+-]+?)\.\.([\d.eE+-]+?)(:log)?$/.exec(range);
  const low = Number(match?.[1]);
  const high = Number(match?.[2]);
  if (match === null || !Number.isFinite(low) || !Number.isFinite(high) || low > high)
    throw new UserError(
      `axis ${name}: ${JSON.stringify(range)} is not allowed; allowed: low..high with low at most high`,
    );
  if (whole && !(Number.isInteger(low) && Number.isInteger(high)))
    throw new UserError(`axis ${name}: ${JSON.stringify(range)} is not allowed; allowed: whole numbers, such as 2..8`);
  const log = match[3] !== undefined;
  if (log && low <= 0) throw new UserError(`axis ${name}: a :log range must start above 0, got ${low}`);
  const count = low === high ? 1 : Math.max(2, points);
  return Array.from({ length: count }, (_, i) => {
    const t = count === 1 ? 0 : i / (count - 1);
    const value = log ? low * (high / low) ** t : low + (high - low) * t;
    return whole ? Math.round(value) : Number(value.toPrecision(6));
  });
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)];

/** Largest over smallest distance of neighbors; 1 on an even axis. */
function unevenness(sorted: readonly number[]): number {
  const steps = sorted.slice(1).map((value, i) => value - (sorted[i] ?? NaN));
  return Math.max(...steps) / Math.min(...steps);
}

/** Whether ascending values are spaced by ratio (`:log`) rather than by difference. */
export const isInRatio = (ascending: readonly number[]): boolean =>
  (ascending[0] ?? 0) > 0 && unevenness(ascending.map(Math.log)) < unevenness(ascending) - 1e-9;
