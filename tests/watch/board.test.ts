// Event files at rest and while they grow: restarts, late steps, damage, other files under the same name.
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { RunState } from '../../src/core/run/runState.js';
import type { Clock } from '../../src/runtime/log/clock.js';
import { maskedCrc32c } from '../../src/runtime/log/formats/tensorboard/crc32c.js';
import { tensorboardReader } from '../../src/runtime/log/formats/tensorboard.js';
import type { Followed } from '../../src/runtime/log/reader.js';
import { sourceNamed } from '../../src/runtime/log/source.js';
import { eventFile, eventRecord, type Written } from './boardFile.js';
import { once } from './once.js';

let folder = '';
let file = '';
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-board-')), 'run');
  mkdirSync(folder);
  file = path.join(folder, 'events.out.tfevents.1.host.1.0');
});
const losses = (from: number, to: number, more: Partial<Written> = {}): Written[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ step: from + i, scalars: { loss: 1 / (from + i) }, ...more }));

describe('event files at rest', () => {
  it('has the checksum of RFC 3720', () => {
    // CRC-32C of 32 zeros is 0x8a9136aa.
    const crc = 0x8a9136aa;
    expect(maskedCrc32c(new Uint8Array(32))).toBe((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  });

  it('drops what a restart writes again, and only from its step on', () => {
    writeFileSync(file, eventFile(losses(1, 60)));
    const again = losses(41, 100).map((one) => ({ ...one, wallTime: one.step + 1000 }));
    writeFileSync(`${file}.v2`, eventFile([{ step: 41, wallTime: 1000, starts: true }, ...again]));
    expect(once(folder)[0]).toMatchObject({ steps: 100, lastStep: 100 });
  });

  it('keeps every point where one step arrives out of order', () => {
    writeFileSync(
      file,
      eventFile([...losses(1, 10), { step: 5, wallTime: 10, scalars: { loss: 9 } }, ...losses(11, 20)]),
    );
    const [run] = once(folder);
    expect(run?.scalars['loss']).toEqual({ count: 21, last: Math.fround(1 / 20) });
  });

  it.each(['gradients/fc.weight', 'fc.weight.grad', 'grad/fc.weight', 'fc.weight/grad', 'train/gradients/fc.weight'])(
    'takes %s for a gradient',
    (tag) => {
      writeFileSync(file, eventFile([{ step: 1, histograms: { [tag]: [3, -4], 'fc.weight': [1, 7] } }]));
      const [run] = once(folder);
      expect(run?.layers).toEqual([{ name: 'fc.weight', role: 'kernel', gradRms: Math.sqrt(12.5) }]);
    },
  );
});

/** A clock that tests move. */
class Hand implements Clock {
  at = 0;
  now = (): number => this.at;
  sleep = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
}

/** Follows the folder; `until` takes news up to one that fits. */
function follow(clock: Hand) {
  const stop = new AbortController();
  const news = tensorboardReader.follow(sourceNamed(folder), { clock, signal: stop.signal })[Symbol.asyncIterator]();
  const state: RunState = createRunState('run', null);
  const seen: Followed[] = [];
  return {
    state,
    seen,
    async until(fits: (one: Followed) => boolean): Promise<void> {
      for (;;) {
        clock.at += 100;
        const one = await news.next();
        if (one.done === true) throw new Error('ended');
        seen.push(one.value);
        if (one.value.type === 'events') for (const event of one.value.events) applyEvent(state, event);
        if (fits(one.value)) return;
      }
    },
    stop: async (): Promise<void> => {
      stop.abort();
      await news.return?.(undefined);
    },
  };
}
const caughtUp = ({ type }: Followed): boolean => type === 'caughtUp';
const events = ({ type }: Followed): boolean => type === 'events';

describe('event files that grow', () => {
  it('reads what is appended, a record in two pieces, and a second file', async () => {
    writeFileSync(file, eventFile(losses(1, 3)));
    const run = follow(new Hand());
    await run.until(caughtUp);
    expect(run.state.step).toBe(3);
    const next = eventRecord({ step: 4, scalars: { loss: 0.25 } });
    appendFileSync(file, next.subarray(0, 20));
    appendFileSync(file, next.subarray(20));
    await run.until(events);
    expect(run.state.step).toBe(4);
    writeFileSync(path.join(folder, 'events.out.tfevents.2.host.1.0'), eventFile(losses(5, 6)));
    await run.until(events);
    expect(run.state.loss.total).toBe(6);
    await run.stop();
  });

  it('waits for a hole of zeros to be filled', async () => {
    const whole = Buffer.concat([
      eventFile(losses(1, 3)),
      eventRecord({ step: 4, scalars: { loss: 4 } }),
      eventRecord({ step: 5, scalars: { loss: 5 } }),
    ]);
    const holed = Buffer.from(whole);
    const last = eventRecord({ step: 5, scalars: { loss: 5 } }).length;
    const hole = eventRecord({ step: 4, scalars: { loss: 4 } }).length;
    holed.fill(0, whole.length - last - hole, whole.length - last);
    writeFileSync(file, holed);
    const run = follow(new Hand());
    await run.until(caughtUp);
    expect(run.state.step).toBe(3);
    writeFileSync(file, whole);
    await run.until(({ type }) => type === 'events' && run.state.step === 5);
    expect(run.state.loss.total).toBe(5);
    expect(run.seen.filter(({ type }) => type === 'damaged')).toEqual([]);
    await run.stop();
  });

  it('reports a hole that stays once, and reads on', async () => {
    writeFileSync(
      file,
      Buffer.concat([eventFile(losses(1, 3)), Buffer.alloc(64), eventRecord({ step: 5, scalars: { loss: 5 } })]),
    );
    const clock = new Hand();
    const run = follow(clock);
    await run.until(caughtUp);
    clock.at += 6000;
    await run.until(({ type }) => type === 'events');
    expect(run.state.step).toBe(5);
    await run.until(caughtUp);
    appendFileSync(file, eventRecord({ step: 6, scalars: { loss: 6 } }));
    await run.until(events);
    expect(run.seen.filter(({ type }) => type === 'damaged')).toHaveLength(1);
    await run.stop();
  });

  it('begins again where the file is replaced', async () => {
    writeFileSync(file, eventFile(losses(1, 8)));
    const run = follow(new Hand());
    await run.until(caughtUp);
    writeFileSync(`${file}.new`, eventFile(losses(1, 2)));
    renameSync(`${file}.new`, file);
    await run.until(({ type }) => type === 'restarted');
    expect(run.seen.at(-1)).toMatchObject({ runIds: ['run'] });
    await run.stop();
  });
});
