// A run without an end whose writer is silent: the screen changes only with the words for its age, so a line of a slow connection
// carries nothing in between.
import path from 'node:path';
import { expect, it } from 'vitest';
import { updateReplay } from '../../src/core/app/replay.js';
import type { AppState } from '../../src/core/app/state.js';
import { toLines } from '../../src/core/screen/canvas.js';
import { createPainter } from '../../src/ui/screen.js';
import { themeOf } from '../../src/ui/themes/index.js';
import { watchedState } from './watchedState.js';

const FILE = path.join(new URL('../fixtures/foreign/', import.meta.url).pathname, 'dead-half.jsonl');
const SECONDS = 900;

it('is painted again only when its age changes', () => {
  let state: AppState = watchedState(FILE, 80, 24, (event) => event.type !== 'end');
  const paint = createPainter(false);
  const screen = (): string =>
    paint(state, themeOf('dark'))
      .map(({ canvas }) => toLines(canvas).join('\n'))
      .join('\n');
  let shown = screen();
  const painted: number[] = [];
  for (let second = 0; second <= SECONDS; second += 1) {
    const next = updateReplay(state, { type: 'tick', now: 1000 * second }).state;
    if (next === state) continue;
    state = next;
    const now = screen();
    if (now !== shown) painted.push(second);
    // The reading speed is gone after the first seconds; from then on every painting shows something new.
    else if (second > 10) expect.unreachable(`painted at ${second} s, though nothing changed`);
    shown = now;
  }
  expect(shown).toContain('no step for 15m 00s');
  const late = painted.filter((second) => second > 300);
  expect(late).toEqual(Array.from({ length: 10 }, (_, i) => 300 + 60 * (i + 1)));
});
