// Formats numbers: short, never 0.00 for a small number, NaN and infinities as words. Independent of the locale.

/** `NaN`, `Inf` or `-Inf`; null for a finite number. */
export function nonFiniteWord(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Inf';
  if (value === -Infinity) return '-Inf';
  return null;
}

/** Scientific notation without a plus sign: 3.6e-6, 4.6e3; `digits` after the point. */
function scientific(value: number, digits: number): string {
  return value.toExponential(digits).replace('e+', 'e');
}

/**
 * Two significant digits for gradients and ratios: `3.6e-6`, `0.0036`, `0.086`, `1.2`, `38`, `4.6e3`. At most 8 characters for a float32.
 * null (unknown) is `-`. Exact zero is `0`, because a zero gradient differs from a small one.
 */
export function formatSmall(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  const word = nonFiniteWord(value);
  if (word !== null) return word;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 9.95e-4 || size >= 999.5) return scientific(value, 1);
  if (size >= 9.95) return value.toFixed(0);
  return Number(value.toPrecision(2)).toString();
}

/** Steps and epochs: whole numbers in full; fractions, which other programs log, with two decimals. */
export const formatPlace = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toFixed(2)));

/** Losses: `0.6931`, `0.0242`, `7.29e-5`, `12.35`, `4.57e3`. At most 8 characters; null (unknown) is `-`. */
export function formatLoss(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  const word = nonFiniteWord(value);
  if (word !== null) return word;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.00095 || size >= 999.95) return scientific(value, 2);
  return value.toFixed(size < 9.99995 ? 4 : size < 99.995 ? 2 : 1);
}

/** log10 of a non-negative measure with two decimals: `-5.44`; `-inf` for 0; `NaN`. */
export function formatLog10(value: number): string {
  if (Number.isNaN(value) || value < 0) return 'NaN';
  if (value === 0) return '-inf';
  if (value === Infinity) return 'Inf';
  return signedZero(Math.log10(value).toFixed(2));
}

/** From here on fixed decimals are only long. */
const LONG = 1e6;
/** Fixed decimals, without a minus before a zero: slopes, exponents; `-2.2e41` from a million on. */
export function formatFixed(value: number, decimals = 2): string {
  if (Math.abs(value) >= LONG && Number.isFinite(value)) return scientific(value, 1);
  return nonFiniteWord(value) ?? signedZero(value.toFixed(decimals));
}

function signedZero(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** A percentage (100 = all): `0 %`, `<0.001 %`, `0.18 %`, `5.2 %`, `116 %`, `1.2e5 %`; null (unknown) is `-`. */
export function formatPercent(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  const word = nonFiniteWord(value);
  if (word !== null) return word;
  const size = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  if (size === 0) return '0 %';
  if (size < 0.001) return sign === '' ? '<0.001 %' : '>-0.001 %';
  if (size < 0.00995) return `${sign}${size.toFixed(3)} %`;
  if (size < 0.995) return `${sign}${size.toFixed(2)} %`;
  if (size < 9.95) return `${sign}${size.toFixed(1)} %`;
  if (size < 99999.5) return `${sign}${size.toFixed(0)} %`;
  return `${sign}${scientific(size, 1)} %`;
}

/** A share 0..1 as a percentage: `38 %`. */
export function formatShare(share: number | null | undefined): string {
  return share === null || share === undefined ? '-' : formatPercent(share * 100);
}

/** Accuracy 0..1, rounded to one decimal; full 100 only when all are right, and 0 only when none is: `66.7 %`, `99.9 %`, `100 %`. */
export function formatAccuracy(share: number | null | undefined): string {
  if (share === null || share === undefined) return '-';
  const word = nonFiniteWord(share);
  if (word !== null) return word;
  if (share >= 1) return '100 %';
  if (share <= 0) return '0.0 %';
  return `${(Math.min(999, Math.max(1, Math.round(share * 1000))) / 10).toFixed(1)} %`;
}

/** Whole numbers with thin groups: `800`, `12,345`, `1,000,000`. */
export function formatCount(value: number): string {
  const word = nonFiniteWord(value);
  if (word !== null) return word;
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Short counts for axes: `800`, `1.2k`, `35k`, `1.5M`. At most 5 characters below a billion. */
export function formatCountShort(value: number): string {
  const word = nonFiniteWord(value);
  if (word !== null) return word;
  const units: readonly [number, string][] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const size = Math.abs(value);
  for (const [unit, letter] of units) {
    // 999.95k would round to 1000k, so it takes the next unit.
    if (size >= unit * 0.9995 && !(unit === 1e3 && size < 999.5)) {
      const scaled = value / unit;
      return `${Number(scaled.toFixed(Math.abs(scaled) < 9.95 ? 1 : 0))}${letter}`;
    }
  }
  return Math.round(value).toString();
}

/** Steps per second: `0.4/s`, `38/s`, `5.1k/s`; `-` if unknown. */
export function formatRate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined || !Number.isFinite(perSecond)) return '-';
  if (perSecond > 0 && perSecond < 0.05) return '<0.1/s';
  if (perSecond < 9.95) return `${perSecond.toFixed(1)}/s`;
  return `${formatCountShort(perSecond)}/s`;
}

/** Durations: `12 ms`, `4.2 s`, `38 s`, `1m 05s`, `2h 03m`, `3d 04h`. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined || !Number.isFinite(milliseconds)) return '-';
  const ms = Math.max(0, milliseconds);
  if (ms > 0 && ms < 0.95) return '<1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (n: number): string => n.toString().padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  return `${Math.floor(minutes / 1440)}d ${two(Math.floor((minutes % 1440) / 60))}h`;
}

/** Sizes of files: `1 kB`, `320 kB`, `1.3 MB`. */
export const formatBytes = (bytes: number): string =>
  bytes <= 999e3 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** A setting's value as typed on the command line: `none` for null, `0.3`, `1e-7`, `sigmoid`. */
export function formatSetting(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value !== 'number') return String(value);
  return nonFiniteWord(value) ?? Number(value.toPrecision(12)).toString().replace('e+', 'e');
}

/** Seconds; from two minutes on the two largest units. */
export const silenceInWords = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : formatDuration(1000 * seconds);
