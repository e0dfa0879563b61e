// The keys of the bottom line with their words, and the key at a column. Pure.
import { messageBelow } from '../../core/app/comparison.js';
import { footerBindings } from '../../core/app/keymap.js';
import { keyBesideLesson } from '../../core/app/lessonKeys.js';
import type { AppState } from '../../core/app/state.js';
import { fitting, type FooterKey } from '../../core/keys/footer.js';

/** Bindings with priority if room is short, in this order. */
const FIRST = [
  'help',
  'quit',
  'activation',
  'pause',
  'picker',
  'depth-more',
  'depth-less',
  'enlarge',
  'focus-next',
  'twin',
];
/** The spaces before key and word. */
const AROUND = 2;

/** As many keys as fit; none while a message occupies the line. Beside a lesson some bindings have another key, or none. */
export function footerKeys(state: AppState): FooterKey[] {
  if (messageBelow(state) !== null) return [];
  const all = footerBindings(state)
    .map(({ id, keys, footer = '' }) => ({
      id,
      key: (state.lesson ? keyBesideLesson(state.keys, keys) : keys[0]) ?? '',
      word: footer,
    }))
    .filter(({ key }) => key !== '');
  return fitting(all, { columns: state.size.columns - 1, around: AROUND, first: FIRST });
}

/** The key whose entry covers this column; null between or after them. */
export function footerKeyAt(entries: readonly FooterKey[], column: number, around = AROUND): string | null {
  let x = 0;
  for (const { key, word } of entries) {
    const width = key.length + word.length + around;
    if (column >= x && column < x + width) return key;
    x += width;
  }
  return null;
}
