// Words and patterns of cells: missing values, numbers in each notation, dates.

/** Missing in every column, in lower case, as in pandas. */
export const MISSING = ['', 'na', 'n/a', '#n/a', '#na', '<na>', 'nan', '-nan', '+nan', 'null', '?'] as const;
/** Missing in a column of numbers or dates; ordinary words in a column of text. */
export const WEAK_MISSING = ['none', '.', '-', '--', 'missing'] as const;
/** Pairs of words that mean true and false, lower case. */
export const BOOLEANS: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['f', 't'],
  ['n', 'y'],
];

export interface NumberFormat {
  readonly name:
    | ('plain' | 'commas' | 'decimalComma' | 'spaces' | 'signs' | 'commaSigns' | 'spaceSigns')
    | ('accounts' | 'commaAccounts' | 'indian');
  /** Valid in DuckDB (RE2) and JavaScript; matches the whole cell. */
  readonly pattern: string;
  /** SQL that turns the cell `c` into text that casts to DOUBLE. */
  readonly plain: (c: string) => string;
  readonly words: string;
}

const EXPONENT = '([eE][+-]?[0-9]+)?';
/** The number before thousands has no leading zero: "0,123" is a fraction. */
const GROUPS = '([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)';
const POINT_GROUPS = GROUPS.replace('(,', '(\\.');
/** Signs of units. */
const CURRENCIES = '$€£¥¢₹₩₽₺₪₫₴₦₱฿';
export const UNIT_SIGNS = `[${CURRENCIES}%]`;
const SIGN = `[${CURRENCIES}]`;
const SIGNED = `(${SIGN} ?[+-]?|[+-]?(${SIGN} ?)?)`;
const BLANK = '[ \u00a0\u2009\u202f]';
const AFTER = `(${BLANK}?(%|${SIGN}))?`;
/** Groups of two digits, and one of three: 12,34,567. */
const INDIAN = '([1-9][0-9]?(,[0-9]{2})*,[0-9]{3}|[0-9]+)';
const SPACE = "[ '’\u00a0\u2009\u202f]";

/** `notation.ts` decides between those that match all cells of a column. */
export const NUMBER_FORMATS: readonly NumberFormat[] = [
  { name: 'plain', pattern: `[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)${EXPONENT}`, plain: (c) => c, words: '' },
  {
    name: 'commas',
    pattern: `[+-]?${GROUPS}(\\.[0-9]*)?${EXPONENT}`,
    plain: (c) => `replace(${c}, ',', '')`,
    words: 'commas between thousands',
  },
  {
    name: 'decimalComma',
    pattern: `[+-]?(${POINT_GROUPS}(,[0-9]*)?|,[0-9]+)${EXPONENT}`,
    plain: (c) => `replace(replace(${c}, '.', ''), ',', '.')`,
    words: 'decimal comma',
  },
  {
    name: 'spaces',
    pattern: `[+-]?([0-9]{1,3}(${SPACE}[0-9]{3})+|[0-9]+)([.,][0-9]*)?`,
    plain: (c) => `replace(regexp_replace(${c}, '${SPACE.replace("'", "''")}', '', 'g'), ',', '.')`,
    words: 'spaces or apostrophes between thousands',
  },
  {
    name: 'signs',
    pattern: `${SIGNED}${GROUPS}(\\.[0-9]*)?${BLANK}?(%|${SIGN})?`,
    plain: (c) => `regexp_replace(${c}, '[^0-9.+-]', '', 'g')`,
    words: 'with a currency or percent sign',
  },
  {
    name: 'commaSigns',
    pattern: `${SIGNED}${POINT_GROUPS}(,[0-9]*)?${BLANK}?(%|${SIGN})?`,
    plain: (c) => `replace(regexp_replace(${c}, '[^0-9,+-]', '', 'g'), ',', '.')`,
    words: 'decimal comma, with a currency or percent sign',
  },
  {
    name: 'spaceSigns',
    pattern: `${SIGNED}([0-9]{1,3}(${SPACE}[0-9]{3})+|[0-9]+)([.,][0-9]*)?${BLANK}?(%|${SIGN})?`,
    plain: (c) => `replace(regexp_replace(${c}, '[^0-9.,+-]', '', 'g'), ',', '.')`,
    words: 'spaces or apostrophes between thousands, with a currency or percent sign',
  },
  {
    name: 'accounts',
    pattern: account(`${GROUPS}(\\.[0-9]*)?`),
    plain: (c) => negative(c, `regexp_replace(${c}, '[^0-9.]', '', 'g')`),
    words: 'brackets or a minus at the end for negative numbers',
  },
  {
    name: 'commaAccounts',
    pattern: account(`${POINT_GROUPS}(,[0-9]*)?`),
    plain: (c) => negative(c, `replace(regexp_replace(${c}, '[^0-9,]', '', 'g'), ',', '.')`),
    words: 'decimal comma, brackets or a minus at the end for negative numbers',
  },
  {
    name: 'indian',
    pattern: `${SIGNED}${INDIAN}(\\.[0-9]*)?${AFTER}`,
    plain: (c) => `regexp_replace(${c}, '[^0-9.+-]', '', 'g')`,
    words: 'Indian commas, as in 1,00,000',
  },
];

/** A number in an account: negative in brackets, or with a minus at its end. */
function account(number: string): string {
  const inner = `(${SIGN} ?)?${number}${AFTER}`;
  return `${SIGNED}${number}${AFTER}|(${SIGN} ?)?\\(${inner}\\)${AFTER}|${inner}-`;
}

const negative = (c: string, digits: string): string =>
  `CASE WHEN regexp_matches(${c}, '[(-]') THEN '-' ELSE '' END || ${digits}`;

/** Whether a number may have a sign of a unit. */
export const hasSigns = ({ name }: NumberFormat): boolean => /signs$|accounts$|^indian$/i.test(name);

export const formatNamed = (name: NumberFormat['name']): NumberFormat =>
  NUMBER_FORMATS.find((format) => format.name === name)!;

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const PLAIN = whole(NUMBER_FORMATS[0]!.pattern);
const ANY_NUMBER = whole(NUMBER_FORMATS.map(({ pattern }) => pattern).join('|'));

export const isPlainNumber = (cell: string): boolean => PLAIN.test(cell);
export const isNumber = (cell: string): boolean => ANY_NUMBER.test(cell);

const STRONG: ReadonlySet<string> = new Set<string>(MISSING);
const WEAK: ReadonlySet<string> = new Set<string>(WEAK_MISSING);
export const isMissing = (cell: string): boolean => STRONG.has(cell.trim().toLowerCase());
export const isWeakMissing = (cell: string): boolean => WEAK.has(cell.trim().toLowerCase());

/** A pattern for the cells of dates, and the format for DuckDB's strptime; null for a cast to TIMESTAMP. */
export interface DateFormat {
  readonly pattern: string;
  readonly strptime: string | null;
}

const MONTH = '[A-Za-z]{3,9}\\.?';
const TIME = '([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?)?';
const withTime = (strptime: string): readonly string[] => [strptime, `${strptime} %H:%M`, `${strptime} %H:%M:%S`];
const dated = (pattern: string, strptimes: readonly string[]): DateFormat[] =>
  strptimes.flatMap((text) => withTime(text).map((strptime) => ({ pattern: `${pattern}${TIME}`, strptime })));

/** Tried in this order; the first that reads every cell counts. Day before month counts only if month before day fails. */
export const DATE_FORMATS: readonly DateFormat[] = [
  { pattern: `[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}${TIME}(Z|[+-][0-9]{2}:?[0-9]{2})?`, strptime: null },
  ...dated('[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}', ['%d.%m.%Y']),
  ...dated('[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{2}', ['%d.%m.%y']),
  ...dated('[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}', ['%m/%d/%Y', '%d/%m/%Y']),
  ...dated('[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}', ['%m/%d/%y', '%d/%m/%y']),
  ...dated('[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}', ['%d-%m-%Y', '%m-%d-%Y']),
  ...dated(`${MONTH} [0-9]{1,2},? [0-9]{4}`, ['%b %d %Y', '%b %d, %Y', '%B %d %Y', '%B %d, %Y']),
  ...dated(`[0-9]{1,2} ${MONTH} [0-9]{4}`, ['%d %b %Y', '%d %B %Y']),
  ...dated(`${MONTH}-[0-9]{1,2}-[0-9]{4}`, ['%b-%d-%Y']),
  ...dated(`[0-9]{1,2}-${MONTH}-[0-9]{4}`, ['%d-%b-%Y']),
  ...dated(`[0-9]{1,2}-${MONTH}-[0-9]{2}`, ['%d-%b-%y']),
];

/** The formats whose pattern at least a share of these cells matches; those of all cells first. */
export function dateFormatsFor(cells: readonly string[], share: number): readonly DateFormat[] {
  const matched = DATE_FORMATS.map((format) => {
    const pattern = whole(format.pattern);
    return { format, count: cells.filter((cell) => pattern.test(cell)).length };
  });
  const enough = matched.filter(({ count }) => count > 0 && count >= share * cells.length);
  return enough.sort((a, b) => b.count - a.count).map(({ format }) => format);
}
