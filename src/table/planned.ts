// The role of a column, and the reason for it.
import type { Column } from './columns.js';

export type Role = 'feature' | 'one-hot' | 'target' | 'dropped';

export interface PlannedColumn {
  readonly column: Column;
  readonly role: Role;
  readonly why: string;
}
