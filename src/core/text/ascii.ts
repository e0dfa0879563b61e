// ASCII spellings of the characters in gradtop's own texts.

/** How a character is written in ASCII. */
interface Spelling {
  /** The spelling in one cell; default `?`. */
  readonly cell?: string;
  /** The spelling in text, which may take more cells; default: as in one cell. */
  readonly words?: string;
  /** The spelling in paragraphs; default: as in text. */
  readonly prose?: string;
}

const SPELLINGS: Readonly<Record<string, Spelling>> = {
  '×': { cell: 'x' },
  '·': { cell: '.' },
  '−': { cell: '-' },
  '–': { cell: '-' },
  '—': { cell: '-' },
  '…': { cell: '~', prose: '...' },
  '’': { cell: "'" },
  '′': { cell: "'" },
  '¼': { words: '1/4' },
  '→': { cell: '>', words: '->' },
  '←': { cell: '<', words: '<-' },
  '↑': { cell: '^' },
  '↓': { cell: 'v' },
  '≥': { words: '>=' },
  '≤': { words: '<=' },
  '≈': { cell: '~' },
  σ: { cell: 's' },
  η: { words: 'lr' },
  '│': { cell: '|' },
  '└': { cell: '+' },
  '─': { cell: '-' },
  '±': { words: '+-' },
  '²': { cell: '2' },
};

const inCell = (character: string): string => SPELLINGS[character]?.cell ?? '?';
const inWords = (character: string): string => SPELLINGS[character]?.words ?? inCell(character);
const inProse = (character: string): string => SPELLINGS[character]?.prose ?? inWords(character);

/** Replaces the Unicode characters of panel texts by ASCII. */
export const plain = (value: string, ascii: boolean): string =>
  ascii ? value.replace(/[^\x20-\x7e]/g, inWords) : value;

/** Paragraphs in ASCII, line breaks kept. */
export const plainProse = (value: string, ascii: boolean): string =>
  ascii ? value.replace(/[^\x20-\x7e\n]/gu, inProse) : value;

/** A frame without anything beyond ASCII (escape codes stay), cell for cell. */
export const asciiFrame = (frame: string): string => frame.replace(/[^\u0000-\u007f]/gu, inCell);
