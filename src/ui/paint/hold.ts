// The column that still fills, kept as it was painted last: its mean wanders with every step, and each time a whole column of
// cells would go over the line for a change that nobody sees.
import { columnOf, emptyColumn, type Column, type StepDomain } from './resample.js';

interface Held {
  readonly at: number;
  readonly span: number;
  readonly column: Column;
}

/** Lives as long as the screen. */
export class ColumnHold {
  private readonly held = new Map<string, Held>();
  private isFrozen = false;

  /** Columns that fill stay as they were; false: they are shown as they are, and kept so until the next time. */
  set frozen(frozen: boolean) {
    // A frame that paints all keeps all anew: what is held of runs that are gone goes with them.
    if (!frozen) this.held.clear();
    this.isFrozen = frozen;
  }

  /** `columns` of the series called `key`, whose newest step is `step`. A column that was not seen before it froze is empty. */
  hold(key: string, columns: Column[], step: number, domain: StepDomain): Column[] {
    const at = columnOf(domain, step);
    const newest = columns[at];
    // The last step of the plot fills its column.
    if (newest === undefined || step >= domain.first + domain.span - 1) return columns;
    const { span } = domain;
    if (!this.isFrozen) {
      this.held.set(key, { at, span, column: { ...newest } });
      return columns;
    }
    const held = this.held.get(key);
    const shown = held?.at === at && held.span === span ? held.column : emptyColumn();
    return columns.with(at, shown);
  }
}
