// The column that still fills, kept as it was painted last: its mean wanders with every step, and each time a whole column of
// cells would go over the line for a change that nobody sees.
import type { Columns } from './columns.js';
import { columnOf, type StepDomain } from './resample.js';

interface Held {
  readonly at: number;
  readonly span: number;
  /** As `Columns.read` gave it. */
  readonly column: Float64Array;
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

  /**
   * Looks after the column that fills among `columns` of the series called `key`, whose newest step is `step`: keeps it, or puts
   * back what was kept. A column that was not seen before it froze is empty.
   */
  hold(key: string, columns: Columns, step: number, domain: StepDomain): void {
    const at = columnOf(domain, step);
    // The last step of the plot fills its column.
    if (at < 0 || at >= columns.length || step >= domain.first + domain.span - 1) return;
    const { span } = domain;
    if (!this.isFrozen) {
      this.held.set(key, { at, span, column: columns.read(at) });
      return;
    }
    const held = this.held.get(key);
    columns.write(at, held?.at === at && held.span === span ? held.column : null);
  }
}
