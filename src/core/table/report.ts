// The description of the user's table that `gradtop data --json` writes and the data panel shows.

export interface ReportedColumn {
  readonly name: string;
  readonly type: string;
  readonly missing: number;
  readonly distinct: number;
  readonly role: string;
  readonly why: string;
}

export interface TableReport {
  readonly format: string;
  /** Null for Parquet, which has none. */
  readonly encoding: string | null;
  readonly separator: string | null;
  /** Null if the format itself names the columns. */
  readonly header: boolean | null;
  readonly headerWhy: string;
  /** Data rows of the file. */
  readonly rows: number;
  readonly columns: readonly ReportedColumn[];
  readonly target: {
    readonly name: string;
    readonly task: 'classification' | 'regression';
    readonly why: string;
    /** Counts of all rows; `used`: of the complete rows, if they differ. */
    readonly classes: readonly { readonly name: string; readonly count: number; readonly used?: number }[];
  };
  readonly dropped: {
    readonly rows: number;
    /** Missing values of each column that is used. */
    readonly byColumn: Readonly<Record<string, number>>;
  };
  /** Inputs of the network. */
  readonly features: number;
  readonly warnings: readonly string[];
}
