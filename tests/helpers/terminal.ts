// A terminal in memory, which turns bytes into cells.
import headless from '@xterm/headless';

export interface ScreenCell {
  readonly text: string;
  readonly width: number;
  readonly fg: number;
  readonly bg: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
}

export class MemoryTerminal {
  private readonly term;

  constructor(columns: number, rows: number) {
    this.term = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
  }

  write(bytes: string): Promise<void> {
    return new Promise((resolve) => this.term.write(bytes, resolve));
  }

  resize(columns: number, rows: number): void {
    this.term.resize(columns, rows);
  }

  lines(): string[] {
    const buffer = this.term.buffer.active;
    return Array.from({ length: this.term.rows }, (_, y) =>
      // A line keeps cells beyond the edge of a window that has become narrower.
      (buffer.getLine(buffer.baseY + y)?.translateToString(true, 0, this.term.cols) ?? '').trimEnd(),
    );
  }

  get text(): string {
    return this.lines().join('\n');
  }

  get alternate(): boolean {
    return this.term.buffer.active.type === 'alternate';
  }

  cells(): ScreenCell[][] {
    const buffer = this.term.buffer.active;
    return Array.from({ length: this.term.rows }, (_, y) => {
      const line = buffer.getLine(buffer.baseY + y);
      return Array.from({ length: this.term.cols }, (_unused, x): ScreenCell => {
        const cell = line?.getCell(x);
        const text = cell?.getChars() || ' ';
        // The foreground of a space is invisible unless it is inverted or underlined.
        const inkless = text === ' ' && !cell?.isInverse() && !cell?.isUnderline();
        return {
          text,
          width: cell?.getWidth() ?? 1,
          fg: inkless || cell?.isFgDefault() ? -1 : (cell?.getFgColor() ?? -1),
          bg: cell?.isBgDefault() ? -1 : (cell?.getBgColor() ?? -1),
          bold: !inkless && Boolean(cell?.isBold()),
          dim: !inkless && Boolean(cell?.isDim()),
          inverse: Boolean(cell?.isInverse()),
          underline: Boolean(cell?.isUnderline()),
        };
      });
    });
  }
}
