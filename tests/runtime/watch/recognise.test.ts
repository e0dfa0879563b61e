// The format of a growing text is chosen by its first lines, and the same figures arrive as from the complete text.
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import type { Clock } from '../../../src/runtime/log/clock.js';
import { chooseReader } from '../../../src/runtime/log/readers.js';
import type { StreamSource } from '../../../src/runtime/log/source.js';
import { recognise } from '../../../src/runtime/watch/recognise.js';
import { streamSource } from '../../helpers/logs.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8').slice(0, 20_000);
const SAMPLES = [
  'logs/relu.jsonl',
  'watch-samples/plain/carriage-returns.log',
  'watch-samples/plain/hf-stdout.log',
  'watch-samples/plain/mmengine-scalars.json',
  'watch-samples/plain/nanogpt-style.log',
  'watch-samples/plain/plain.jsonl',
  'watch-samples/plain/simple.log',
  'watch-samples/plain/two-writers.log',
  'watch-samples/keras/csvlogger.csv',
  'watch-samples/keras/stdout-verbose2.log',
  'watch-samples/lightning/csv/version_0/metrics.csv',
  'watch-samples/hf-trainer/checkpoint-20/trainer_state.json',
];

interface Live {
  readonly format: string | undefined;
  /** Pieces that had arrived when the format was known. */
  readonly after: number;
  readonly steps: readonly (readonly [number, number | undefined])[];
  readonly damaged: number;
  /** Why the format was not known yet. */
  readonly waited: readonly string[];
}

/** Follows standard input, to which one more piece comes at each beat. */
async function live(pieces: readonly string[]): Promise<Live> {
  const input = new PassThrough();
  let given = 0;
  const more = (): void => {
    if (given < pieces.length) input.write(pieces[given]);
    if (given === pieces.length) input.end();
    given += 1;
  };
  const clock: Clock = {
    now: () => 0,
    sleep: () => {
      more();
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
  const waited: string[] = [];
  const { signal } = new AbortController();
  const source = streamSource(input) as StreamSource;
  const reader = await recognise(source, { clock, signal, waiting: (why) => waited.push(why) });
  const after = given;
  const events: GradtopEvent[] = [];
  let damaged = 0;
  for await (const one of reader?.follow(source, { clock, signal }) ?? []) {
    if (one.type === 'events') events.push(...one.events);
    if (one.type === 'damaged') damaged += 1;
  }
  const steps = events.flatMap((one) => (one.type === 'step' ? [[one.step, one.loss] as const] : []));
  return { format: reader?.name, after, steps, damaged, waited };
}

const inChunks = (text: string, length: number): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length));

describe('a text that grows', () => {
  it.each(SAMPLES)('%s has the same format and steps, however it arrives', async (name) => {
    const text = fixture(name);
    const format = chooseReader(streamSource(new PassThrough()), Buffer.from(text))?.reader.name;
    const whole = await live([text]);
    expect(whole).toMatchObject({ format });
    expect(whole.steps.length).toBeGreaterThan(0);
    for (const pieces of [inChunks(text, 7), inChunks(text, 190), text.split(/(?<=[\r\n])/)])
      expect(await live(pieces)).toMatchObject({
        ...whole,
        after: expect.any(Number) as number,
        waited: expect.any(Array) as string[],
      });
  });

  it.each([
    [
      'dictionaries of Python',
      ["{'", "loss': 2.0, 'grad_norm': 1.2, 'epoch': 0.1}\n", "{'loss': 1.0, 'epoch': 0.2}\n"],
      2,
    ],
    [
      'a bar before dictionaries',
      ['  0%|   | 0/9 [00:00<?, ?it/s]', "\r{'loss': 2.0, 'epoch': 0.1}\n", "{'loss': 1, 'epoch': 0.2}\n"],
      2,
    ],
    ['JSON after warnings', ['loading\n', 'no GPU\n', '{"step": 1, "loss": 2}\n', '{"step": 2, "loss": 1}\n'], 3],
    ['JSON after settings', ['{"config": {"lr": 0.1}}\n', '{"step": 1, "loss": 2}\n', '{"step": 2, "loss": 1}\n'], 2],
    ['text after JSON', ['{"lr": 0.1}\n', 'step 1 loss 2\n', 'step 2 loss 1\n'], 2],
    ['a loss alone', ['loss 2\n', 'loss 1\n'], 1],
    ['a table', ['step,loss\n', '1,2\n', '2,1\n'], 2],
  ])('%s: is read from its first figure', async (_, pieces, after) => {
    const { steps, damaged, ...rest } = await live(pieces);
    expect(rest.after).toBe(after);
    expect(steps.map(([, loss]) => loss)).toEqual([2, 1]);
    expect(damaged).toBe(0);
  });

  it.each([
    ['written by gradtop', fixture('logs/relu.jsonl')],
    [
      'written from Python',
      [1, 2, 3]
        .map((step) => `{"type": "step", "runId": "a", "step": ${step}, "loss": ${step}, "medianPercent": 2}\n`)
        .join(''),
    ],
  ])('a run log %s is one when its beginning is cut off inside a line', async (_, log) => {
    const whole = await live([log]);
    const end = log.indexOf('\n');
    for (const cut of [10, Math.floor(end / 2), end - 9, end - 1]) {
      const rest = log.slice(cut);
      const expected = { format: 'gradtop', damaged: whole.damaged + 1 };
      for (const pieces of [[rest], inChunks(rest, Math.ceil(rest.length / 60)), rest.split(/(?<=\n)/)]) {
        const found = await live(pieces);
        expect(found).toMatchObject(expected);
        expect(whole.steps.slice(-found.steps.length)).toEqual(found.steps);
      }
    }
  });

  it.each([
    ['dictionaries of Python', "5, 'epoch': 0.1}\n{'loss': 2.0, 'epoch': 0.2}\n{'loss': 1.0, 'epoch': 0.3}\n"],
    ['JSON Lines of others', '"lr": 0.1}\n{"step": 1, "loss": 2}\n{"step": 2, "loss": 1}\n'],
  ])('%s that begin inside a line are text', async (_, log) => {
    const { format, steps } = await live([log]);
    expect(format).toBe('text');
    expect(steps.map(([, loss]) => loss)).toEqual([2, 1]);
  });

  it('has no format without a figure, and says so at most once a reason', async () => {
    expect(await live(['step 1 loss 2\n'])).toMatchObject({ format: 'text', waited: [] });
    expect(await live([])).toMatchObject({ format: undefined, waited: ['ended; nothing was written'] });
    const { format, steps, waited } = await live(['loading\n', 'done\n']);
    expect([format, steps, waited.length]).toEqual([undefined, [], 2]);
    expect(waited[1]).toBe(`ended; ${waited[0]}`);
  });
});
