// Damaged logs, from the file to the picture: each either yields one clear line, or a dashboard that paints what is left.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppState } from '../../src/core/app/state.js';
import { updateReplay } from '../../src/core/app/replay.js';
import { createCanvas } from '../../src/core/screen/canvas.js';
import { verdict } from '../../src/core/diagnosis/verdict.js';
import { UserError } from '../../src/core/userError.js';
import { csvLines, csvShape } from '../../src/ui/export/csv.js';
import { htmlPage } from '../../src/ui/export/html.js';
import { emptyReplay } from '../../src/ui/begun.js';
import { createPainter, panelView } from '../../src/ui/screen.js';
import { themeOf } from '../../src/ui/themes/index.js';
import { eventsIn, jumpIn } from '../helpers/logs.js';
import { fc, runs } from '../helpers/property.js';
import { PANEL_NAMES, PANELS } from '../../src/ui/panels/index.js';

const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'gradtop-damaged-')), 'log.jsonl');
const LINES = ['vanishing-sigmoid', 'relu', 'exploding-rnn'].map((name) =>
  readFileSync(new URL(`../fixtures/logs/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(0, 60),
);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that replace another. */
const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    -1,
    0,
    1e308,
    -5e-324,
    2 ** 53,
    'NaN',
    'Infinity',
    '',
    '\u001b[2J',
    [],
    {},
    [null],
    ['NaN', 1],
  ),
  fc.string({ maxLength: 8 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** One value somewhere inside is replaced, left out, or has its list cut or doubled. */
function damaged(value: Json, choose: (below: number) => number, by: Json): Json {
  if (Array.isArray(value) && value.length > 0 && choose(3) > 0) {
    const at = choose(value.length);
    return value.map((item, i) => (i === at ? damaged(item, choose, by) : item));
  }
  if (Array.isArray(value)) return choose(2) === 0 ? value.slice(0, choose(value.length + 1)) : [...value, ...value];
  if (typeof value === 'object' && value !== null && choose(8) > 0) {
    const keys = Object.keys(value);
    const key = keys[choose(keys.length)] ?? '';
    const { [key]: inner = null, ...rest } = value;
    return choose(6) === 0 ? rest : { ...rest, [key]: damaged(inner, choose, by) };
  }
  return by;
}

function show(log: string): void {
  const options = { size: { columns: 120, rows: 40 }, theme: 'dark', ascii: false, presets: [] };
  let state: AppState = emptyReplay(options);
  for (const event of eventsIn(log))
    state = updateReplay(state, { type: 'events', runId: event.runId, events: [event] }).state;
  expect([...csvLines(eventsIn(log), csvShape(eventsIn(log)))].join('')).not.toContain('undefined');
  for (const run of state.runs.values())
    expect(htmlPage([{ label: run.runId, state: run }], '<svg/>', 'title')).not.toMatch(/undefined|\u001b/);
  const theme = themeOf('dark');
  for (const cursorStep of [null, 17]) {
    const at = { ...state, ui: { ...state.ui, cursorStep, layer: 3 } };
    createPainter(false)(at, theme);
    const view = panelView(at, theme, true);
    if (view === null) return;
    for (const id of PANEL_NAMES) PANELS[id].paint(createCanvas(70, 20), { ...view, enlarged: true });
    for (const run of at.runs.values()) expect(verdict(run, cursorStep).text).not.toMatch(/undefined|\[object/);
  }
}

describe('a damaged log', () => {
  it('is reported in one line, or painted', () => {
    let painted = 0;
    fc.assert(
      fc.property(
        fc.nat({ max: LINES.length - 1 }),
        fc.array(fc.tuple(fc.nat(), strange, fc.array(fc.nat(), { minLength: 12, maxLength: 12 })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.constantFrom('values', 'order', 'bytes'),
        (log, damages, kind) => {
          const text = [...(LINES[log] ?? [])];
          for (const [where, by, choices] of damages) {
            let at = 0;
            const choose = (below: number): number => (choices[at++ % choices.length] ?? 0) % Math.max(1, below);
            const i = where % text.length;
            if (kind === 'order') text.splice(choose(text.length), 0, ...text.splice(i, 1));
            else if (kind === 'bytes') text[i] = (text[i] ?? '').slice(0, choose((text[i] ?? '').length));
            else text[i] = JSON.stringify(damaged(JSON.parse(text[i] ?? '') as Json, choose, by));
          }
          writeFileSync(file, `${text.join('\n')}\n`);
          expect(() => jumpIn(file, 40)).not.toThrow();
          try {
            show(file);
            painted += 1;
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            expect(error.message).toMatch(/log\.jsonl:\d+: ./);
            expect(error.message).not.toMatch(/\n|\u001b/);
          }
        },
      ),
      { numRuns: runs(8) },
    );
    expect(painted).toBeGreaterThan(runs(8) / 6);
  });
});
