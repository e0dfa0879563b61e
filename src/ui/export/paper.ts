// Colours in place of the terminal's defaults, for output without a terminal.

export interface Paper {
  readonly background: number;
  readonly foreground: number;
}

const DARK: Paper = { background: 0x101418, foreground: 0xe4e7eb };
const PAPERS: Readonly<Record<string, Paper>> = {
  light: { background: 0xffffff, foreground: 0x1f2328 },
  contrast: { background: 0x000000, foreground: 0xffffff },
};

export const paperOf = (theme: string): Paper => PAPERS[theme] ?? DARK;
