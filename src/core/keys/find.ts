// Finds actions by name, description or key, for the palette.
import { isTyped } from './names.js';

export interface Findable {
  readonly id: string;
  readonly keys: readonly string[];
  readonly label: string;
  /** Why it cannot run now, or null. */
  readonly disabled: string | null;
}

/** The best match first; equal ones keep their order. Every word of `text` must match. */
export function found<One extends Findable>(all: readonly One[], text: string): readonly One[] {
  const words = text
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return all;
  const rated = all.flatMap((one) => {
    const scores = words.map((word) => score(one, word));
    const total = one.keys.includes(text) ? 0 : scores.reduce((sum, each) => sum + each, 1);
    return Number.isFinite(total) ? [{ one, total }] : [];
  });
  return rated.sort((a, b) => a.total - b.total).map(({ one }) => one);
}

/** Smaller is better: the beginning of the name, of a word, the middle of one, then letters in this order. */
function score({ id, label }: Findable, word: string): number {
  const places = [rank(id.toLowerCase(), word), 1 + rank(label.toLowerCase(), word)];
  const best = Math.min(...places);
  return Number.isFinite(best) ? best : scattered(id.toLowerCase(), word);
}

function rank(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at < 0) return Infinity;
  if (at === 0) return 0;
  return /[a-z0-9]/.test(text[at - 1] ?? '') && !text.includes(` ${word}`) ? 4 : 2;
}

/** The letters of the word in their order, with gaps. */
function scattered(text: string, word: string): number {
  let at = 0;
  for (const letter of word) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return Infinity;
  }
  return 8;
}

/** Maximum length of a field. */
const FIELD_LENGTH = 60;

/** The text of a field after a key; null if the key changes nothing. */
export function typed(text: string, key: string): string | null {
  if (key === 'backspace' || key === 'delete') return text === '' ? null : [...text].slice(0, -1).join('');
  if (key === 'ctrl-u') return '';
  const character = key === 'space' ? ' ' : key;
  return (character === ' ' || isTyped(character)) && text.length < FIELD_LENGTH ? text + character : null;
}
