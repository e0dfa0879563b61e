// Tests of the helper that the scenarios use.
import { expect, it } from 'vitest';
import { usePty } from './pty.js';

const start = usePty();

it('is read to the end, also by a reader that is slower than the pty library waits', { tags: ['long'] }, async () => {
  const text = `process.stdout.write('x'.repeat(60_000) + 'end')`;
  const session = start(['-e', text], { program: process.execPath, columns: 80, rows: 24 });
  const clock = new Int32Array(new SharedArrayBuffer(4));
  session.onOutput(() => void Atomics.wait(clock, 0, 0, 60));
  expect(await session.exit).toBe(0);
  expect(session.output.replaceAll('\r\n', '')).toMatch(/^x{60000}end$/);
});
