// Texts of a lesson as blocks and runs, the result of reading their Markdown.

export interface Run {
  /** `\n` is a line break; other white space counts as one space. */
  readonly text: string;
  readonly strong?: true;
  readonly emphasis?: true;
  readonly code?: true;
}

export interface Item {
  /** `-`, or `1.` in a numbered list. */
  readonly mark: string;
  /** 0 for an item that is in no other list. */
  readonly level: number;
  readonly runs: readonly Run[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'code'; readonly lines: readonly string[] };
export type Prose = readonly Block[];

/** Paragraphs without any marks. */
export const unmarked = (text: string): Prose =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => ({ kind: 'paragraph', runs: [{ text: paragraph.replace(/\s+/g, ' ') }] }));
