// What gradtop understood of the user's table: what `gradtop data --json` writes and the data panel shows.

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
  /** Null where the format names its columns itself. */
  readonly header: boolean | null;
  readonly headerWhy: string;
  /** Data rows of the file. */
  readonly rows: number;
  readonly columns: readonly ReportedColumn[];
  readonly target: {
    readonly name: string;
    readonly task: 'classification' | 'regression';
    readonly why: string;
    /** Of all rows; `used`: of the complete ones, where that differs. */
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
