// The size of the terminal's window, with a default for terminals that do not know it: serial lines and some containers report 0 x 0.

export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}
type Environment = Readonly<Record<string, string | undefined>>;

const USUAL: WindowSize = { columns: 80, rows: 24 };

const counted = (text: string | undefined): number => (/^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : 0);

/** The size that the terminal reports, else COLUMNS and LINES, else 80 x 24. */
export const windowSize = (stream: Partial<WindowSize>, environment: Environment = process.env): WindowSize => ({
  columns: stream.columns || counted(environment['COLUMNS']) || USUAL.columns,
  rows: stream.rows || counted(environment['LINES']) || USUAL.rows,
});
