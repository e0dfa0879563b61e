// Numbers with commas, as text has them: 1,234 is a thousand, and 0,5 a half where a locale writes a decimal comma.
import { UserError } from '../../../core/userError.js';
import { numberIn } from './jsonLines.js';

/** A count: digits, or groups of three. */
export const COUNT = '\\d{1,3}(?:,\\d{3})+|\\d+';
/** Digits with commas and a point in any order; `CommaReader` judges which it is. */
export const NUMBER =
  '[-+]?(?:[1-9]\\d{0,2}(?:\\.\\d{3})+,\\d+|\\d+(?:,\\d+)*(?!,?\\d)(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d+)?|[-+]?(?:nan|inf(?:inity)?)\\b';

export const countOf = (text: string | undefined): number => Number((text ?? '').replaceAll(',', ''));

/** 1,234,567 or 1,234.5: only thousands look so. */
const THOUSANDS = /^[-+]?[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d*)?|,\d{3}\.\d*)$/;
/** 1,234: thousands, or a decimal comma with three digits. */
const EITHER = /^[-+]?[1-9]\d{0,2},\d{3}$/;
/** 0,5 or 12,25 or 1,5e-3. */
const DECIMAL = /^[-+]?\d+,\d+(?:e[-+]?\d+)?$/i;
/** 1.234,5: thousands with points. */
const POINTS = /^[-+]?[1-9]\d{0,2}(?:\.\d{3})+,\d+$/;

/** Reads the numbers of one log. What a comma means in 1,234 is known from the other numbers. */
export class CommaReader {
  private comma: 'decimal' | 'thousands' | null = null;

  /** Learns from all numbers of a line, before they are read. */
  learn(numbers: readonly string[]): void {
    for (const text of numbers) {
      if (EITHER.test(text)) continue;
      if (DECIMAL.test(text) || POINTS.test(text)) this.comma = 'decimal';
      else if (THOUSANDS.test(text) || /\d\.\d/.test(text)) this.comma ??= 'thousands';
    }
  }

  /** Undefined for what is no number, such as the list 1,2,3. `mayThrow`: where a guess is not good enough. @throws UserError if 1,234 may be both */
  read(text: string, mayThrow: boolean): number | undefined {
    if (!text.includes(',')) return numberIn(text);
    if (THOUSANDS.test(text)) return numberIn(text.replaceAll(',', ''));
    if (POINTS.test(text)) return numberIn(text.replaceAll('.', '').replace(',', '.'));
    if (!DECIMAL.test(text)) return undefined;
    if (!EITHER.test(text) || this.comma === 'decimal') return numberIn(text.replace(',', '.'));
    if (this.comma === 'thousands' || !mayThrow) return numberIn(text.replace(',', ''));
    const [point, none] = [text.replace(',', '.'), text.replace(',', '')];
    throw new UserError(`${text} may be ${point} or ${none}; print it with a decimal point`);
  }
}
