// Runs the real program on presets, logs, tapes, lessons, tables and command lines, each damaged in 300 seeded ways.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../../src/core/random/rng.js';
import { faultsIn, runBatch, type Case } from './batch.js';
import { damaged, NASTY_TEXT, pick, wronged, type Damaged } from './mutate.js';
import { makePlace, ROOT, type Place } from './place.js';
import { announce } from './harness.js';
import { RECORDED } from './states.js';

const EACH = 300;
const GUARD_MS = 480_000;
const read = (...parts: string[]): string => readFileSync(path.join(ROOT, ...parts), 'utf8');

/** The first lines of the log, with every kind of event and quick to read. */
const SHORT_LOG = readFileSync(RECORDED, 'utf8').split('\n').slice(0, 24).join('\n') + '\n';
const PRESET = read('presets', 'xor-shallow.json');
const TABLE = [
  'x,y,colour,label',
  ...Array.from({ length: 24 }, (_, i) => `${i},${(i * 7) % 5},${i % 3 ? 'red' : 'blue'},${i % 2 ? 'yes' : 'no'}`),
].join('\n');
const TAPE =
  'run xor-shallow\npace 40\ncaption "two layers"\nwait 0.2s\npress v\nwait step 4\npress esc\npress d 2\nwait epoch 2\n';
/** Trains the run of a mutated preset for a moment. */
const QUICK = ['--epochs', '1', '--backend', 'compiled'];

/** One case in six trains. The others read the file in the same way and start no process. */
const sometimes = (rng: Rng, train: string[], other: string[]): string[] => (rng.integer(6) === 0 ? train : other);

const half = (document: unknown, text: string, rng: Rng): Damaged =>
  rng.uniform() < 0.5 ? wronged(document, rng) : damaged(text, rng);

function logDamage(rng: Rng): Damaged {
  const lines = SHORT_LOG.trimEnd().split('\n');
  const i = rng.integer(lines.length);
  const { bytes, what } = wronged(JSON.parse(lines[i] ?? ''), rng);
  return rng.uniform() < 0.4
    ? damaged(SHORT_LOG, rng)
    : { bytes: Buffer.from([...lines.slice(0, i), bytes.toString(), ...lines.slice(i + 1), ''].join('\n')), what };
}

const exportOf = (file: string, rng: Rng): string[] =>
  pick(rng, [
    ['export', file, '--txt', '-'],
    ['export', file, '--csv', '-'],
    ['export', file, '--html', `${file}.html`, '--svg', `${file}.svg`],
    ['runs'],
    ['replay', file],
  ]);

const COMMANDS: readonly (readonly string[])[] = [
  ['train', 'xor-shallow', ...QUICK],
  ['export', RECORDED, '--txt', '-', '--size', '80x24'],
  ['export', RECORDED, '--csv', '-', '--step', '3', '--run', '1'],
  ['replay', RECORDED, '--speed', '4x', '--at', '2'],
  ['record', RECORDED, '-o', 'film.cast', '--pace', '1000'],
  ['sweep', 'tanh', '--x', 'depth=1,2', '--y', 'initializer-gain=1', '--epochs', '1', '--samples', '8'],
  ['lesson', 'vanishing', '--theme', 'light'],
  ['list'],
  ['runs', '--prune', '3'],
];
const FLAGS = [
  'depth',
  'width',
  'activation',
  'loss',
  'data',
  'seed',
  'clip-norm',
  'batch-norm',
  'theme',
  'log',
  'pace',
  'fail-on',
];
/** Values for flags. No number among them makes a run long. */
const WORDS = [
  ...NASTY_TEXT.filter((text) => text !== '\u0000'),
  '-1',
  '0',
  '1',
  '1.5',
  '1e400',
  '0x10',
  '-',
  '--',
  '=',
  '1..',
  '2,3',
  'none',
  'relu',
  '\u0660',
];

function flagCase(rng: Rng): Case {
  const words = [...pick(rng, COMMANDS)];
  const what = pick(rng, ['replaced', 'added', 'removed', 'doubled', 'glued']);
  const i = rng.integer(words.length);
  if (what === 'replaced') words[i] = pick(rng, WORDS);
  else if (what === 'removed') words.splice(i, 1);
  else if (what === 'doubled') words.splice(i, 0, words[i] ?? '');
  else
    words.push(
      ...(what === 'glued'
        ? [`--${pick(rng, FLAGS)}=${pick(rng, WORDS)}`]
        : [`--${pick(rng, FLAGS)}`, pick(rng, WORDS)]),
    );
  // Without its --epochs a run would be long.
  const bounded = words[0] === 'train' || words[0] === 'sweep' ? [...words, '--epochs=1'] : words;
  return { args: bounded, what };
}

type Maker = (rng: Rng, place: Place, index: number) => Case;

const fileCase =
  (ending: string, damage: (rng: Rng) => Damaged, args: (file: string, rng: Rng) => string[]): Maker =>
  (rng, place, index) => {
    const file = place.file(`m${index}.${ending}`);
    const { bytes, what } = damage(rng);
    writeFileSync(file, bytes);
    return { args: args(file, rng), what };
  };

const KINDS: Readonly<Record<string, Maker>> = {
  presets: fileCase(
    'json',
    (rng) => half(JSON.parse(PRESET), PRESET, rng),
    (file, rng) => sometimes(rng, ['train', file, ...QUICK], ['export', file, '--pytorch', `${file}.py`]),
  ),
  logs: fileCase('jsonl', logDamage, exportOf),
  tapes: fileCase(
    'tape',
    (rng) => damaged(TAPE, rng),
    (file) => ['record', '-o', `${file}.cast`, '--tape', file, '--size', '60x18', ...QUICK.slice(2)],
  ),
  lessons: fileCase(
    'yaml',
    (rng) => damaged(read('lessons', 'vanishing.yaml'), rng),
    (file) => ['lesson', file],
  ),
  tables: fileCase(
    'csv',
    (rng) => damaged(TABLE, rng),
    (file, rng) => sometimes(rng, ['train', 'xor-shallow', '--data', file, ...QUICK], ['data', file]),
  ),
  'command lines': (rng) => flagCase(rng),
};

// Each batch is one process. Together the batches take as long as all other rows.
describe.concurrent('mutations', () => {
  for (const [kind, make] of Object.entries(KINDS))
    it(`${EACH} damaged ${kind}`, { timeout: GUARD_MS + 60_000 }, async (context) => {
      announce(context, {
        topic: 'mutations',
        situation: `${EACH} damaged ${kind}`,
        state: 'without a dashboard',
        promise: "exit 0, 1 or 2; every error is a line of gradtop's own; no stack trace; no raw control characters",
      });
      const place = makePlace();
      try {
        const rng = createRng(13, kind);
        const cases = Array.from({ length: EACH }, (_, index) => make(rng, place, index));
        const outcomes = await runBatch(place, cases, GUARD_MS);
        expect(faultsIn(cases, outcomes)).toEqual([]);
      } finally {
        place.remove();
      }
    });
});
