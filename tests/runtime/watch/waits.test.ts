// Logs that show nothing yet: one message names all of them.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { placeNamed } from '../../../src/runtime/watch/place.js';
import { Screen } from './screen.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-waits-'));
let screen: Screen | null = null;
afterEach(() => screen?.watcher.close());

const step = '{"type":"step","step":1,"loss":1}\n';

describe('logs that show nothing yet', () => {
  it('names each log that shows nothing, with its reason, as long as it does', async () => {
    const files = ['ok', 'bad', 'missing', 'empty'].map((name) => path.join(folder, `${name}.jsonl`));
    const [ok = '', bad = '', missing = '', empty = ''] = files;
    writeFileSync(ok, step);
    writeFileSync(bad, Buffer.from([0, 1, 2, 3, 10]));
    writeFileSync(empty, '');
    const s = (screen = new Screen(files.map(placeNamed)));
    await expect.poll(() => s.runs).toHaveLength(1);
    const message = (): string => s.state.ui.message?.text ?? '';
    await expect.poll(() => s.watcher.silent).toHaveLength(3);
    for (const part of [`${bad} (not a log in a`, `${missing} (no such file yet)`, `${empty} (nothing written yet)`])
      expect(message()).toContain(part);
    expect(message()).not.toContain(ok);
    expect([...s.news].sort()).toEqual([...s.watcher.silent].sort());
    writeFileSync(missing, step);
    await expect.poll(() => s.watcher.silent).toHaveLength(2);
    expect(message()).not.toContain(missing);
    expect(message()).toContain(empty);
  });
});
