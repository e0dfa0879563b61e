// Standard input as the growing end of a log.
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { StreamTail } from '../../src/runtime/log/tail.js';

/** Gives its pieces as a pipe does: each in a turn of the event loop after the last one was taken. */
function piped(pieces: number, size: number): Readable {
  let left = pieces;
  return new Readable({
    highWaterMark: size,
    read() {
      setImmediate(() => this.push(left-- > 0 ? Buffer.alloc(size, 'x') : null));
    },
  });
}

it('is idle only where nothing comes, not while a full pipe is read on', async () => {
  const tail = new StreamTail(piped(50, 1024));
  let [bytes, idle] = [0, 0];
  for (let news = await tail.poll(4096); news.type !== 'ended'; news = await tail.poll(4096)) {
    if (news.type === 'bytes') bytes += news.bytes.length;
    else {
      // Before the first bytes it is idle, too.
      if (bytes > 0 && bytes < 50 * 1024) idle += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  expect([bytes, idle]).toEqual([50 * 1024, 0]);
});
