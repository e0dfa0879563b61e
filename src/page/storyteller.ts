// The page as text for screen readers: each change of the verdict, and the screen's text while it is open.
import { toLines } from '../core/screen/canvas.js';
import { inWords } from './inWords.js';
import type { PageSession } from './session.js';

/** Milliseconds between two announcements; a screen reader reads each to its end. */
const TOLD_MS = 2000;
/** Milliseconds between two texts of the screen. */
const TEXT_MS = 500;

/** Called with every beat. While the screen's text is open, each call draws a picture. */
export function storyteller(
  page: PageSession,
  said: HTMLElement,
  words: HTMLDetailsElement,
  now: () => number = () => performance.now(),
): () => void {
  const text = words.querySelector('pre');
  let toldAt = -Infinity;
  let textAt = -Infinity;
  return () => {
    const sentence = inWords(page.state);
    if (sentence !== said.textContent && now() - toldAt >= TOLD_MS) {
      said.textContent = sentence;
      toldAt = now();
    }
    if (text === null || !words.open || now() - textAt < TEXT_MS) return;
    text.textContent = toLines(page.picture()).join('\n');
    textAt = now();
  };
}
