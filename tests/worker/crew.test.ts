// The threads of the built program that read large tables.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import type { PartTask } from '../../src/table/part.js';
import { sharedDoubles } from '../../src/table/shared.js';

it('read rows into shared arrays, and say that a later row is not plain', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-crew-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'own.csv');
  const text = '1.5,2\n-3,4\nx,5\n';
  writeFileSync(file, text);
  const thread = new Worker(path.resolve(import.meta.dirname, '../../dist/table/crewEntry.js'));
  onTestFinished(async () => void (await thread.terminate()));
  const columns = [sharedDoubles(4), sharedDoubles(4)];
  const task: PartTask = {
    kind: 'part',
    file,
    from: 0,
    to: text.indexOf('x'),
    shape: { delimiter: 44, quote: 34, numeric: [true, true] },
    columns,
    firstRow: 1,
    lastRow: 4,
    words: null,
    progress: sharedDoubles(1),
    place: 0,
  };
  const answer = (): Promise<unknown> => new Promise((resolve) => thread.once('message', resolve));
  thread.postMessage(task);
  expect(await answer()).toMatchObject({ rows: 2, figures: [{ filled: 2, range: { min: -3, max: 1.5 } }, {}] });
  expect(columns.map((column) => [...column])).toEqual([
    [0, 1.5, -3, 0],
    [0, 2, 4, 0],
  ]);
  thread.postMessage({ ...task, to: text.length });
  expect(await answer()).toBeNull();
});
