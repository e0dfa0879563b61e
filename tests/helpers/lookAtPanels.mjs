// Prints panels of a recorded log to the terminal, for eyes: `node tests/helpers/lookAtPanels.mjs LOG[,LOG] PANELS WIDTHxHEIGHT
// [--ascii] [--mono] [--step N] [--linear] [--recent] [--fit] [--layer N] [--plain] [--upto N]`. Needs `npm run build`.
import { readFileSync } from 'node:fs';
import { applyEvent, createRunState } from '../../build/core/run/applyEvent.js';
import { decodeLog } from '../../build/runtime/journal.js';
import { createCanvas } from '../../build/core/screen/canvas.js';
import { PANELS } from '../../build/ui/panels/index.js';
import * as themes from '../../build/ui/themes/index.js';

const [logs, panels, size, ...flags] = process.argv.slice(2);
const has = (flag) => flags.includes(flag);
const value = (flag) => (has(flag) ? Number(flags[flags.indexOf(flag) + 1]) : null);
const runs = logs.split(',').map((name, slot) => {
  const path = new URL(`../fixtures/logs/${name}.jsonl`, import.meta.url);
  const state = createRunState(`r${slot}`, null);
  for (const event of decodeLog(readFileSync(path, 'utf8'), name))
    if ((event.step ?? 0) <= (value('--upto') ?? Infinity)) applyEvent(state, event);
  return { state, label: name, slot };
});
const all = Object.values(themes.THEMES);
const theme = has('--mono') ? all.find((one) => one.colourless) : all[0];
const view = {
  runs,
  focus: runs[0],
  theme,
  ascii: has('--ascii'),
  enlarged: has('--large'),
  ui: {
    yScale: has('--linear') ? 'linear' : 'log',
    window: has('--recent') ? 'recent' : 'whole',
    heatScale: has('--fit') ? 'fit' : 'pinned',
    cursorStep: value('--step'),
    layer: value('--layer') ?? 0,
    weight: value('--weight') ?? 0,
    compareActivation: 'relu',
  },
};
const sgr = (colour, base) =>
  colour < 0 ? `${base + 1}` : `${base};2;${(colour >> 16) & 255};${(colour >> 8) & 255};${colour & 255}`;
const [width, height] = size.split('x').map(Number);
for (const id of panels === 'all' ? Object.keys(PANELS) : panels.split(',')) {
  const canvas = createCanvas(width, height);
  PANELS[id].paint(canvas, view);
  const out = [`== ${PANELS[id].title(view)}`];
  for (let y = 0; y < height; y += 1) {
    let line = '';
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const glyph = String.fromCodePoint(canvas.glyph[at]);
      if (has('--plain')) line += glyph;
      else {
        const a = canvas.attributes[at];
        const attributes = [a & 1 && 1, a & 2 && 2, a & 4 && 7, a & 8 && 4].filter(Boolean).map((n) => `${n};`);
        line += `\x1b[0;${attributes.join('')}${sgr(canvas.fg[at], 38)};${sgr(canvas.bg[at], 48)}m${glyph}`;
      }
    }
    out.push(has('--plain') ? `${line}|` : `${line}\x1b[0m`);
  }
  process.stdout.write(`${out.join('\n')}\n`);
}
