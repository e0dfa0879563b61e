// Decides how the numbers of each column of text are written. "1.234" and "1,234" have two readings, which differ by a factor of 1000.
import { formatNamed, type NumberFormat } from './words.js';

type Name = NumberFormat['name'];

/** Cells of a column with a decimal or thousands mark. */
export interface Marks {
  /** Cells with a single point. */
  readonly point: number;
  readonly comma: number;
  /** Cells with a comma and a point, or with several points. */
  readonly both: number;
  /** One of these cells; empty if there is none. */
  readonly example: string;
}

export interface WrittenColumn {
  /** Cells that are neither missing nor a word for a missing number. */
  readonly cells: number;
  /** Cells in each notation. */
  readonly counts: ReadonlyMap<Name, number>;
  readonly marks: Marks;
}

export interface Notation {
  /** Null if the column does not hold numbers alone. */
  readonly format: NumberFormat | null;
  /** A warning that the cells have another reading; empty for none. */
  readonly doubt: string;
}

/** Notations with a decimal point, the likelier first, and the one of the same cells with a decimal comma. */
const PAIRS: readonly { readonly point: readonly Name[]; readonly comma: Name }[] = [
  { point: ['plain', 'commas'], comma: 'decimalComma' },
  { point: ['signs'], comma: 'commaSigns' },
  { point: ['accounts'], comma: 'commaAccounts' },
];
/** Share of the cells of one column that can only have a decimal comma, from which on they speak for the other columns. */
const CLEAR = 0.1;

/** Whether all cells have this notation. If all have brackets, they may number something, so brackets count if a cell has none. */
function all({ cells, counts }: WrittenColumn, name: Name): boolean {
  if (cells === 0 || counts.get(name) !== cells) return false;
  return !/accounts$/i.test(name) || (counts.get('signs') ?? 0) + (counts.get('commaSigns') ?? 0) > 0;
}
export const hasCommaReading = (one: WrittenColumn): boolean => PAIRS.some(({ comma }) => all(one, comma));

/** Whether marks must be counted: some cell may have a decimal comma. */
export const mayHaveCommas = (one: WrittenColumn): boolean => hasCommaReading(one) && !all(one, 'plain');

/** What the other columns say about an ambiguous one. */
interface Evidence {
  /** Whether some cell can only have a decimal comma. */
  readonly comma: boolean;
  /** Whether the file has decimal commas by clear evidence, and a separator that leaves the comma free. */
  readonly clear: boolean;
  /** Whether some column can only have decimal points. */
  readonly point: boolean;
  readonly delimiter: string | null;
}

/** Cells that can only have a decimal comma, in a column whose cells all may. */
function onlyComma(one: WrittenColumn): number {
  const pair = PAIRS.find(({ comma }) => all(one, comma));
  return pair === undefined ? 0 : one.cells - Math.max(...pair.point.map((name) => one.counts.get(name) ?? 0));
}

export function notationsOf(columns: readonly WrittenColumn[], delimiter: string | null): Notation[] {
  const points = columns.some(
    (one) => PAIRS.some(({ point }) => point.some((name) => all(one, name))) && !hasCommaReading(one),
  );
  // Between commas, a comma in a number needs quotes.
  const free = delimiter !== null && delimiter !== ',';
  const evidence: Evidence = {
    comma: columns.some((one) => onlyComma(one) > 0),
    clear: free && !points && columns.some((one) => onlyComma(one) >= CLEAR * one.cells && onlyComma(one) > 0),
    point: points,
    delimiter,
  };
  return columns.map((one) => {
    for (const { point, comma } of PAIRS) {
      const withPoint = point.find((name) => all(one, name)) ?? null;
      if (all(one, comma))
        return withPoint === null ? commaAlone(one, comma, delimiter) : either(one, withPoint, comma, evidence);
      if (withPoint !== null) return { format: formatNamed(withPoint), doubt: '' };
      if (comma === 'decimalComma' && all(one, 'spaces')) return { format: formatNamed('spaces'), doubt: '' };
    }
    const rest = (['spaceSigns', 'indian'] as const).find((name) => all(one, name));
    return rest === undefined ? NONE : { format: formatNamed(rest), doubt: '' };
  });
}

const NONE: Notation = { format: null, doubt: '' };

/**
 * Some cells can only have a decimal comma. Where most others have a single point, or a comma that may separate thousands, such a cell
 * is a mistake, not a notation.
 */
function commaAlone(one: WrittenColumn, comma: Name, delimiter: string | null): Notation {
  const { marks } = one;
  const { point, both, example } = marks;
  const many = marks.comma + both >= point && onlyComma(one) >= CLEAR * (marks.comma + both);
  const certain = both > 0 && delimiter !== ',' && delimiter !== null;
  if (!many && !certain && delimiter !== ';') return NONE;
  if (point > marks.comma + both && !certain) return NONE;
  return { format: formatNamed(comma), doubt: many ? '' : doubtOf(example, true) };
}

function either({ marks }: WrittenColumn, withPoint: Name, comma: Name, evidence: Evidence): Notation {
  const { clear, point, delimiter } = evidence;
  if (marks.example === '') return { format: formatNamed(withPoint), doubt: '' };
  const points = marks.comma + marks.both === 0;
  const mixed = marks.comma > 0 && marks.point > 0;
  const asComma = !mixed && (clear || (delimiter === ';' && !points && !point));
  const english = points ? delimiter === ',' || !evidence.comma : !evidence.comma && (delimiter === ',' || point);
  const unclear = asComma ? points || !clear : !english;
  const doubt = mixed || unclear ? doubtOf(marks.example, asComma) : '';
  return { format: formatNamed(asComma ? comma : withPoint), doubt };
}

function doubtOf(example: string, asComma: boolean): string {
  const digits = example.replace(/[^\d.,+-]/g, '');
  const point = digits.replaceAll(',', '');
  const comma = digits.replaceAll('.', '').replace(',', '.');
  const [read, other] = asComma ? [comma, point] : [point, comma];
  return `"${example}" is read as ${read}; with a decimal ${asComma ? 'point' : 'comma'} it would be ${other}`;
}
