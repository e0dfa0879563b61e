// `gradtop watch` in a real pseudo-terminal while a training is killed and started again into the same log.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';

const TRAINING = path.resolve(import.meta.dirname, '../helpers/trainingLog.mjs');
const start = usePty();
const trainings: ChildProcess[] = [];
afterEach(() => trainings.splice(0).forEach((one) => one.kill('SIGKILL')));

function train(file: string, name: string, loss: string): ChildProcess {
  const training = spawn(process.execPath, [TRAINING, file, name, loss], { stdio: 'ignore' });
  trainings.push(training);
  return training;
}

async function kill(training: ChildProcess): Promise<void> {
  training.kill('SIGKILL');
  await once(training, 'exit');
}

it('shows the run that dies, follows the next one, and keeps both', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-restart-')), 'run.jsonl');
  const s = start(['watch', file]);
  await s.see('no such file yet');
  const first = train(file, 'first', '2');
  await s.see(/step [1-9][\d,]*\/100,?000/);
  await s.see(/first/);
  await kill(first);
  await s.see(/no step for [5-9] s/);

  const second = train(file, 'second', '3');
  // The focus follows with the first step of the next run.
  await s.see(/2 runs/);
  await s.see(/▶ ?2 second/);
  await s.see(/^ second /m);
  await s.gone(/no step for/);

  // The user looks at the first run, and a third one does not take the focus away.
  s.send('1');
  await s.see(/▶ ?1 first/);
  await s.see(/^ first .*no end recorded/m);
  await kill(second);
  train(file, 'third', '4');
  await s.see(/3 third/);
  await s.see('3 runs');
  expect(s.screen.text).toMatch(/▶ ?1 first/);
  s.send('2');
  await s.see(/^ second .*no end recorded/m);
  s.send('3');
  await s.see(/^ third .*running/m);

  s.send('q');
  expect(await s.exit).toBe(0);
  expect(s.screen.alternate).toBe(false);
});
