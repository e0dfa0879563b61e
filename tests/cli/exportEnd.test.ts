// `gradtop export` of a log without an end event: nothing runs in a picture.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { scratch } from '../helpers/scratch.js';

const sigmoid = path.join(import.meta.dirname, '../fixtures/logs/vanishing-sigmoid.jsonl');
const { at } = scratch('export-end');

it('calls nothing running in a log without an end, and complete what has taken all its steps', async () => {
  const lines = readFileSync(sigmoid, 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !line.includes('"type":"end"'));
  writeFileSync(at('whole.jsonl'), lines.join('\n'));
  writeFileSync(at('cut.jsonl'), lines.slice(0, 60).join('\n'));
  const tops = await Promise.all(
    [[at('cut.jsonl')], [at('whole.jsonl')], [at('cut.jsonl'), '--step', '10']].map(async (args) => {
      const { stdout } = await gradtop(['export', ...args, '--txt=-', '--size', '100x30']);
      return stdout.split('\n').slice(0, 2).join('\n');
    }),
  );
  expect(tops.map((top) => /no end recorded|ended|running/.exec(top)?.[0])).toEqual([
    'no end recorded',
    'ended',
    'running',
  ]);
  for (const top of tops) expect(top).not.toMatch(/pace|ETA|full speed/);
});
