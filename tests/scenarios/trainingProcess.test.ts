// The dashboard and its training process in a real pseudo-terminal: killed, stopped, replaced, never left behind.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { alive, childrenOf } from '../helpers/processes.js';
import { usePty } from '../helpers/pty.js';
import { until } from '../helpers/waiting.js';

const start = usePty();

describe('the training process', () => {
  it('reports that the training process was killed, logs its end, and r restarts it', { tags: ['long'] }, async () => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-killed-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--log', log]);
    await s.see(/step [1-9]\d*\/800/);
    const [child] = childrenOf(s.pid);
    process.kill(child!, 'SIGKILL');
    await s.see(/training process ended by signal SIGKILL/);
    const last = JSON.parse(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    expect(last).toMatchObject({ type: 'end', reason: 'crashed' });
    expect(last['message']).toBe('training process ended by signal SIGKILL');
    s.send('r');
    await s.see(/running/);
    await s.see(/step [1-9]\d*\/800/);
  });

  it(
    'writes the end of a run itself if the training process does not answer, and leaves no process',
    { tags: ['long'] },
    async () => {
      const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-deaf-')), 'run.jsonl');
      const s = start(['relu', '--pace', '2', '--log', log]);
      await s.see(/step [1-9]\d*\/800/);
      const [child] = childrenOf(s.pid);
      process.kill(child!, 'SIGSTOP');
      s.send('q');
      expect(await s.exit).toBe(0);
      expect(s.screen.alternate).toBe(false);
      expect(decodeLog(readFileSync(log, 'utf8'), log).at(-1)).toMatchObject({
        type: 'end',
        reason: 'stopped',
        weightChange: [],
      });
      expect(alive(child!)).toBe(false);
    },
  );

  it('shows the time without a step, and r replaces a training process that hangs', { tags: ['long'] }, async () => {
    const s = start(['relu', '--pace', '20']);
    await s.see(/step [1-9]\d*\/800/);
    const [child = 0] = childrenOf(s.pid);
    process.kill(child, 'SIGSTOP');
    await s.see(/no step for [5-9] s/);
    s.send('r');
    await s.gone(/no step for/);
    await s.see(/step [1-9]\d*\/800/);
    expect(alive(child)).toBe(false);
    expect(childrenOf(s.pid)).toHaveLength(1);
  });

  it('leaves no child behind, even when it is killed itself', { tags: ['long'] }, async () => {
    const s = start(['relu']);
    await s.see(/epoch \d+/);
    const children = childrenOf(s.pid);
    expect(children).toHaveLength(1);
    s.kill();
    await s.exit;
    await until(() => !children.some(alive));
  });

  it('never has more than one child, however fast a key repeats', { tags: ['long'] }, async () => {
    const s = start(['relu']);
    await s.see(/epoch \d+/);
    for (let i = 0; i < 60; i += 1) s.send(i % 2 === 0 ? 'd' : 'D');
    s.send('d');
    await s.see(/^ *\S.* 8 × 10/m);
    // A child that was replaced because it did not answer in time takes a moment to end.
    await until(() => childrenOf(s.pid).length === 1);
    await s.see(/running/);
  });
});
