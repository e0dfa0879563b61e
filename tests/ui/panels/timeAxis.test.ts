// The labels of the step axis around the time cursor.
import { expect, it } from 'vitest';
import { linesOf, recorded, runOf, viewOf } from './views.js';

const LABELS = 13;
const wordsAt = (cursorStep: number | null): string[] => {
  const view = viewOf([runOf(recorded('relu'))], { ui: { cursorStep } });
  return linesOf('loss', view, 58, 14)[LABELS]?.trim().split(/ +/) ?? [];
};

it("a label that the cursor's step covers in part is erased whole", () => {
  const labels = new Set(wordsAt(null));
  expect(labels).toContain('200');
  for (let step = 1; step <= 320; step += 1) {
    const words = wordsAt(step);
    expect(words).toContain(`${step}`);
    expect(words.filter((word) => word !== `${step}` && !labels.has(word))).toEqual([]);
  }
});
