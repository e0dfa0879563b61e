// Extreme numbers, and strings with terminal controls, in every panel and every export.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultsIn, runBatch, type Case } from './batch.js';
import { FOREIGN } from './checks.js';
import { figuresLog, HOSTILE, hostileLog } from './doctored.js';
import { announce, runRows } from './harness.js';
import { makePlace, type Place } from './place.js';
import type { Row } from './row.js';
import { startIn } from './states.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';

const FIGURES: Readonly<Record<string, readonly number[]>> = {
  NaN: [NaN],
  Infinity: [Infinity],
  '-Infinity': [-Infinity],
  '1e308': [1e308],
  '-1e308': [-1e308],
  '1e308 and -1e308 in turn': [1e308, -1e308],
  denormals: [5e-324, 1e-310, -5e-324],
  'negative figures': [-0.5, -2],
  zeros: [0, -0],
  'all of them in turn': [NaN, 1, Infinity, -1, 0, 1e308, 5e-324, -Infinity, -1e308, 0.5],
};
const EXPORT_GUARD_MS = 480_000;

/** Enlarges each panel, switches its axes and scales, visits its layers and weights, then restores it. */
const EACH_PANEL = PANEL_NAMES.map(() => '\t\ryyuuhh,.nj<>\r').join('');
const WALK = `${EACH_PANEL}VtSU??vv=H`;

const walked = (situation: string, log: (place: Place) => string): Row => ({
  situation,
  state: 'replay, every panel',
  promise: { exit: 0, log: 'none', also: 'every panel is drawn' },
  start: (place) => startIn(place, ['replay', log(place), '--speed', 'max']),
  async act(session) {
    await session.see(/step (\d+)\/\1\b|ended|stopped|completed|diverged|crashed/);
    session.send(WALK);
    // The picker appears once all earlier keys have taken effect.
    session.send('?');
    await session.see(/glossary|time cursor back/);
    session.send('?q');
  },
});

runRows('figures', [
  ...Object.entries(FIGURES).map(([name, values]) =>
    walked(name, (place) => figuresLog(place.file('figures.jsonl'), values)),
  ),
  walked('hostile strings in every field of a log', (place) => hostileLog(place.file('hostile.jsonl'))),
]);

const exportsOf = (log: string, what: string): Case[] => [
  ...['txt', 'csv', 'svg', 'html', 'png'].map((format) => ({
    args: ['export', log, `--${format}`, `${log}.${format}`],
    what,
  })),
  ...PANEL_NAMES.flatMap((panel) =>
    ['txt', 'svg'].map((format) => ({
      args: ['export', log, '--panel', panel, `--${format}`, `${log}.${panel}.${format}`, '--size', '80x24'],
      what: `${what}, ${panel}`,
    })),
  ),
];

/** The faults of the written files. */
function faultsInFiles(cases: readonly Case[]): string[] {
  return cases.flatMap(({ args, what }) => {
    const file = args.find((word) => /\.(?:txt|csv|svg|html)$/.test(word));
    if (file === undefined) return [];
    const text = readFileSync(file, 'utf8').replace(/<style>[\s\S]*?<\/style>/g, '');
    const attribute = /\s[\w-]+="[^"]*\b(?:NaN|Infinity|undefined)\b[^"]*"/.exec(text)?.[0];
    const foreign = FOREIGN.exec(text)?.[0] ?? /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.exec(text)?.[0];
    return [
      ...(attribute === undefined || file.endsWith('.txt') || file.endsWith('.csv') ? [] : [`${what}: ${attribute}`]),
      ...(foreign === undefined ? [] : [`${what}: ${JSON.stringify(foreign)} in ${file}`]),
      ...(text.length > 100 ? [] : [`${what}: ${file} is nearly empty`]),
    ];
  });
}

describe('exports', () => {
  const promise = 'every format and every panel is written; no figure breaks a picture, no string gets through';
  for (const [situation, log] of [
    [
      'figures that no chart expects',
      (place: Place) =>
        Object.entries(FIGURES).map(
          ([name, values], i) => [figuresLog(place.file(`f${i}.jsonl`), values), name] as const,
        ),
    ],
    ['hostile strings', (place: Place) => [[hostileLog(place.file('hostile.jsonl')), 'hostile strings'] as const]],
  ] as const)
    it(`${situation}: every export`, { timeout: EXPORT_GUARD_MS + 60_000 }, async (context) => {
      announce(context, { topic: 'figures', situation, state: 'every export', promise: `exit 0; ${promise}` });
      const place = makePlace();
      try {
        const cases = log(place).flatMap(([file, name]) => exportsOf(file, name));
        const outcomes = await runBatch(place, cases, EXPORT_GUARD_MS);
        expect(faultsIn(cases, outcomes)).toEqual([]);
        expect(outcomes.filter(({ code }) => code !== 0).map(({ index }) => cases[index]?.args)).toEqual([]);
        expect(faultsInFiles(cases)).toEqual([]);
      } finally {
        place.remove();
      }
    });

  it(
    'hostile strings in presets, tables, lessons, tapes and names of files',
    { timeout: EXPORT_GUARD_MS + 60_000 },
    async (context) => {
      announce(context, {
        topic: 'figures',
        situation: 'hostile strings',
        state: 'presets, tables, lessons, tapes, names of files',
        promise: 'no escape sequence reaches the output',
      });
      const place = makePlace();
      const named = (name: string, text: string): string => {
        writeFileSync(place.file(name), text);
        return place.file(name);
      };
      const safe = HOSTILE.replaceAll('\u0000', '').replaceAll('/', '');
      try {
        const preset = {
          name: HOSTILE.slice(0, 50),
          teaches: HOSTILE,
          dataset: 'xor',
          samples: 40,
          depth: 1,
          width: 4,
        };
        const quick = ['--epochs', '1', '--backend', 'compiled'];
        const table = `"${HOSTILE}x","y","${HOSTILE}label"\n${[0, 1, 2, 3, 4, 5].map((i) => `${i},${i * i},"${HOSTILE}${i % 2}"`).join('\n')}\n`;
        const cases: Case[] = [
          { args: ['train', named('p.json', JSON.stringify(preset)), ...quick], what: 'a preset' },
          {
            args: ['train', named('q.json', JSON.stringify({ ...preset, activation: HOSTILE })), ...quick],
            what: 'a wrong preset',
          },
          { args: ['train', 'xor-shallow', '--data', named('t.csv', table), ...quick], what: 'a table' },
          {
            args: ['train', 'xor-shallow', '--data', named('u.csv', table), '--target', 'none', ...quick],
            what: 'a wrong target',
          },
          { args: ['lesson', named('l.yaml', `name: x\ntitle: "${'\\e[2J'}"\n${HOSTILE}`)], what: 'a lesson' },
          {
            args: ['record', '-o', place.file('f.cast'), '--tape', named('t.tape', `wait ${HOSTILE}\n`)],
            what: 'a tape',
          },
          { args: ['replay', named(`${safe}.jsonl`, '{"type":"step"}\n')], what: 'the name of a log' },
          { args: ['export', place.file(`${safe}-none.jsonl`), '--txt', '-'], what: 'the name of a missing log' },
          { args: ['train', safe], what: 'a missing preset' },
          { args: ['train', 'relu', '--log', place.file(`${safe}/x/y.jsonl`)], what: 'the name of a log to write' },
          { args: ['train', 'relu', `--${safe}`], what: 'a flag' },
          { args: [safe], what: 'a command' },
        ];
        const outcomes = await runBatch(place, cases, EXPORT_GUARD_MS);
        expect(faultsIn(cases, outcomes)).toEqual([]);
      } finally {
        place.remove();
      }
    },
  );
});
