// Semantic colour tokens. Panels name meanings, a theme assigns colours, and the surface reduces them to the terminal's depth.

/** Colours in place of the terminal's defaults, for output without a terminal. */
export interface Paper {
  readonly background: number;
  readonly foreground: number;
}

export interface Theme {
  readonly name: string;
  /** The background that its colours are made for, and the plain text on it. */
  readonly paper: Paper;
  readonly text: number;
  readonly muted: number;
  readonly border: number;
  readonly focus: number;
  readonly title: number;
  readonly good: number;
  readonly warning: number;
  readonly alarm: number;
  readonly info: number;
  readonly plateau: number;
  readonly cursor: number;
  /** Class colours of the scatter plot, and the tints of the decision regions. */
  readonly classes: readonly number[];
  readonly regions: readonly number[];
  /** Stable run colours, nine. */
  readonly runs: readonly number[];
  /** Ramp of the heatmap from small to large: 2 or more stops 0xRRGGBB, interpolated. */
  readonly ramp: readonly number[];
  /** No colours at all. */
  readonly colourless: boolean;
  /** Too few colours for a ramp; painters then show magnitude by glyph. */
  readonly rampless: boolean;
}

/** What painters need to choose colours and glyphs. */
export interface Look {
  readonly theme: Theme;
  /** ASCII only: no braille, blocks or box lines. */
  readonly ascii: boolean;
}
