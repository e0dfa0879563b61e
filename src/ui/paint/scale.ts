// Scales: numbers to 0..1 and back, linear or logarithmic, with ticks at round values.
import { formatCountShort, formatSmall } from '../../core/format.js';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Scale {
  readonly kind: 'linear' | 'log';
  readonly low: number;
  readonly high: number;
  /** 0 at `low`, 1 at `high`; NaN for values without a position (non-finite; 0 and below on a log scale). */
  readonly fraction: (value: number) => number;
  /** The value at a fraction. */
  readonly value: (fraction: number) => number;
  /** At most `most` ticks inside the bounds, ascending. */
  readonly ticks: (most: number) => Tick[];
}

/** Bounds of the finite values (on a log scale, the positive ones); null if there are none. */
export function boundsOf(values: Iterable<number>, kind: Scale['kind']): { low: number; high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : null;
}

/** Linear scale; equal or non-finite bounds are widened, so a flat line lies in the middle. */
export function linearScale(low: number, high: number): Scale {
  let [a, b] = [Number.isFinite(low) ? low : 0, Number.isFinite(high) ? high : 1];
  if (a > b) [a, b] = [b, a];
  if (!(b - a > Math.abs(b) * 1e-12) || b - a < 1e-300) {
    const open = Math.abs(a) > 1e-300 ? Math.abs(a) * 0.1 : 1;
    a -= open;
    b += open;
  }
  const span = b - a;
  return {
    kind: 'linear',
    low: a,
    high: b,
    fraction: (value) => (Number.isFinite(value) ? (value - a) / span : NaN),
    value: (fraction) => a + fraction * span,
    ticks: (most) => linearTicks(a, b, most),
  };
}

/** Log10 scale over positive bounds; equal bounds are widened by a third of a decade on each side. */
export function logScale(low: number, high: number): Scale {
  let a = low > 0 && Number.isFinite(low) ? low : 1e-300;
  let b = high > 0 && Number.isFinite(high) ? high : Math.max(a, 1);
  if (a > b) [a, b] = [b, a];
  if (Math.log10(b) - Math.log10(a) < 1e-9) {
    a /= 2;
    b *= 2;
  }
  const logLow = Math.log10(a);
  const span = Math.log10(b) - logLow;
  return {
    kind: 'log',
    low: a,
    high: b,
    fraction: (value) => (value > 0 && Number.isFinite(value) ? (Math.log10(value) - logLow) / span : NaN),
    value: (fraction) => 10 ** (logLow + fraction * span),
    ticks: (most) => logTicks(a, b, most),
  };
}

/** The step 1, 2 or 5 times a power of ten that needs at most `most` ticks for `span`. */
function niceStep(span: number, most: number): number {
  const raw = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const factor of [1, 2, 5, 10]) if (factor * power >= raw * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

function linearTicks(low: number, high: number, most: number): Tick[] {
  if (most < 1) return [];
  for (let step = niceStep(high - low, most); Number.isFinite(step) && step > 0; step = niceStep(step * 1.01, 1)) {
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    if (last - first + 1 > most) continue;
    const decimals = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
    const ticks: Tick[] = [];
    for (let n = first; n <= last; n += 1) ticks.push({ value: n * step, label: tickLabel(n * step, step, decimals) });
    return ticks;
  }
  return [];
}

function tickLabel(value: number, step: number, decimals: number): string {
  const clean = Math.abs(value) < step / 1000 ? 0 : value;
  if (clean !== 0 && (step < 1e-4 || Math.abs(clean) >= 1e5)) return formatSmall(clean);
  return clean.toFixed(decimals);
}

/** Decades; every second, fifth ... if crowded; with 2 and 5 between them, or linear ticks, if few. */
function logTicks(low: number, high: number, most: number): Tick[] {
  if (most < 1) return [];
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const decades = last - first + 1;
  if (decades >= 3 || (decades >= 1 && most < 3 * decades)) {
    let every = 1;
    const count = (n: number): number => Math.floor(last / n) - Math.ceil(first / n) + 1;
    while (count(every) > most) every += 1;
    const ticks: Tick[] = [];
    for (let n = Math.ceil(first / every); n * every <= last; n += 1)
      ticks.push({ value: 10 ** (n * every), label: decadeLabel(n * every) });
    return ticks;
  }
  const fine: Tick[] = [];
  for (let power = first - 1; power <= last; power += 1) {
    for (const factor of [1, 2, 5]) {
      const value = factor * 10 ** power;
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      fine.push({ value, label: factor === 1 ? decadeLabel(power) : formatSmall(value) });
    }
  }
  if (fine.length > most) return fine.filter((tick) => Number.isInteger(Math.log10(tick.value))).slice(0, most);
  return fine.length >= 2 ? fine : linearTicks(low, high, most);
}

/** `1`, `0.1`, `0.01`, else `1e-7`. */
export function decadeLabel(power: number): string {
  if (power >= 0 && power <= 3) return String(10 ** power);
  if (power < 0 && power >= -3) return (10 ** power).toFixed(-power);
  return `1e${power}`;
}

/** Ticks of a step axis: whole numbers, short labels. */
export function stepTicks(first: number, last: number, most: number): Tick[] {
  if (!(last >= first) || most < 1) return [];
  const step = Math.max(1, niceStep(Math.max(1, last - first), most));
  const ticks: Tick[] = [];
  for (let n = Math.ceil(first / step); n * step <= last; n += 1) {
    const value = n * step;
    ticks.push({ value, label: value < 10_000 ? String(value) : formatCountShort(value) });
  }
  return ticks;
}
