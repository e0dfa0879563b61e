// Freezes the column that is still filling between full frames: its mean changes with every step, and redrawing it would send a whole column
// of cells for an invisible change.
import type { Columns } from './columns.js';
import { columnOf, type StepDomain } from '../../core/run/stepDomain.js';

interface Held {
  readonly at: number;
  readonly span: number;
  /** A column from `Columns.read`. */
  readonly column: Float64Array;
}

/** One per screen. */
export class ColumnHold {
  private readonly held = new Map<string, Held>();
  private isFrozen = false;

  /** Whether filling columns stay frozen; if false, they are drawn and frozen again. */
  set frozen(frozen: boolean) {
    // A full frame rebuilds the map, which also drops removed runs.
    if (!frozen) this.held.clear();
    this.isFrozen = frozen;
  }

  /**
   * Handles the filling column among `columns` of the series `key`, whose last step is `step`: saves it, or restores
   * the saved one. A column that was not seen before freezing is empty.
   */
  hold(key: string, columns: Columns, step: number, domain: StepDomain): void {
    const at = columnOf(domain, step);
    // The last step of the plot completes its column.
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
