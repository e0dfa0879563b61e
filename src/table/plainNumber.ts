// Reads a number from bytes, to the last bit as JavaScript and DuckDB read it.

const [PLUS, MINUS, POINT, ZERO, BIG_E, SMALL_E] = [43, 45, 46, 48, 69, 101];
/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Digits of which an int32 holds a number. */
const GROUP = 9;
/** Veltkamp's constant splits a double into halves, whose products are exact. */
const HALVES = 2 ** 27 + 1;

/** Reads one number after the other. */
export class NumberReader {
  /** The byte after the last number. */
  at = 0;

  /** The number that begins at a byte; NaN, with `at` unchanged, if none does. Up to nine digits before and after a point take the short way. */
  read(bytes: Uint8Array, from: number): number {
    let at = from;
    let byte = bytes[at]!;
    const negative = byte === MINUS;
    if (negative) byte = bytes[++at]!;
    const start = at;
    let whole = 0;
    for (let digit = byte - ZERO; digit >= 0 && digit <= 9; digit = byte - ZERO) {
      whole = (whole * 10 + digit) | 0;
      byte = bytes[++at]!;
    }
    const digits = at - start;
    if (byte !== POINT) {
      if (digits === 0 || digits > GROUP || byte === BIG_E || byte === SMALL_E) return this.long(bytes, from);
      this.at = at;
      return negative ? -whole : whole;
    }
    let fraction = 0;
    byte = bytes[++at]!;
    for (let digit = byte - ZERO; digit >= 0 && digit <= 9; digit = byte - ZERO) {
      fraction = (fraction * 10 + digit) | 0;
      byte = bytes[++at]!;
    }
    const decimals = at - start - digits - 1;
    const short = digits <= GROUP && decimals <= GROUP && digits + decimals <= 15 && digits + decimals > 0;
    if (!short || byte === BIG_E || byte === SMALL_E) return this.long(bytes, from);
    this.at = at;
    // Both are whole numbers below 2 ** 53, so the quotient is rounded once.
    const value = (whole * POWERS[decimals]! + fraction) / POWERS[decimals]!;
    return negative ? -value : value;
  }

  private long(bytes: Uint8Array, from: number): number {
    this.at = from;
    let at = from + (bytes[from] === MINUS || bytes[from] === PLUS ? 1 : 0);
    const start = at;
    // Up to 18 digits from the first one that is not zero, in two groups.
    let [high, low, count] = [0, 0, 0];
    let point = -1;
    for (; ; at += 1) {
      const byte = bytes[at]!;
      if (byte === POINT && point < 0) {
        point = at;
        continue;
      }
      const digit = byte - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      if (digit === 0 && count === 0) continue;
      count += 1;
      if (count <= GROUP) high = high * 10 + digit;
      else if (count <= 2 * GROUP) low = low * 10 + digit;
    }
    if (at - start - (point < 0 ? 0 : 1) === 0) return NaN;
    let power = point < 0 ? 0 : point + 1 - at;
    if (bytes[at] === BIG_E || bytes[at] === SMALL_E) {
      const { end, exponent } = exponentAt(bytes, at + 1);
      if (end < 0) return NaN;
      power += exponent;
      at = end;
    }
    this.at = at;
    const value = count > 2 * GROUP ? null : rounded(high, low, Math.max(0, count - GROUP), power);
    if (value === null) return Number(Buffer.from(bytes.subarray(from, at)).toString('latin1'));
    return bytes[from] === MINUS ? -value : value;
  }
}

/** `end` is -1 if no digits follow. */
function exponentAt(bytes: Uint8Array, from: number): { readonly end: number; readonly exponent: number } {
  const signed = bytes[from] === MINUS || bytes[from] === PLUS;
  let exponent = 0;
  let at = signed ? from + 1 : from;
  const start = at;
  for (; bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9; at += 1)
    exponent = Math.min(9999, exponent * 10 + bytes[at]! - ZERO);
  return { end: at === start ? -1 : at, exponent: bytes[from] === MINUS ? -exponent : exponent };
}

/**
 * (`high` 10^`digits` + `low`) 10^`power`, rounded to the nearest double; null if that is not certain. T. J. Dekker, A floating-point
 * technique for extending the available precision, 1971.
 */
function rounded(high: number, low: number, digits: number, power: number): number | null {
  if (power < -22 || power > 22) return high === 0 ? 0 : null;
  // Exact: 30 bits times 5^9, which has 21.
  const left = high * POWERS[digits]!;
  const sum = left + low;
  const rest = low - (sum - left);
  const scale = POWERS[Math.abs(power)]!;
  if (rest === 0 && sum <= Number.MAX_SAFE_INTEGER) return power < 0 ? sum / scale : sum * scale;
  if (power >= 0) return power === 0 ? sum : null;
  const quotient = sum / scale;
  const more = (remainder(sum, quotient, scale) + rest) / scale;
  const doubt = Math.abs(more) * 2 ** -40;
  const value = quotient + (more - doubt);
  return value === quotient + (more + doubt) ? value : null;
}

/** `sum` - `quotient` `scale`, nearly exact. */
function remainder(sum: number, quotient: number, scale: number): number {
  const product = quotient * scale;
  const [a, b] = [highHalf(quotient), highHalf(scale)];
  const [c, d] = [quotient - a, scale - b];
  const error = a * b - product + a * d + c * b + c * d;
  return sum - product - error;
}

function highHalf(value: number): number {
  const wide = HALVES * value;
  return wide - (wide - value);
}
