// The doctor's word where the trial of the backends goes wrong.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { doctor } from '../../src/cli/doctor.js';
import { alive } from '../helpers/processes.js';
import { until } from '../helpers/waiting.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-doctor-'));
const probe = (name: string, code: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, code);
  return file;
};
const ENTRY = fileURLToPath(new URL('../../dist/worker/entry.js', import.meta.url));
const WIDE = { isTTY: true, columns: 120, rows: 40 };

/** A training child in which one backend hangs and one is absent. */
const entry = probe(
  'entry.mjs',
  `process.on('message', ({ type, runId, backend }) => {
     if (type !== 'start') return;
     process.send({ type: 'ready', runId });
     if (backend === 'node') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     if (backend === 'wasm') process.send({ type: 'failed', runId, kind: 'usage', message: 'backend wasm is not available here: no file' });
     else if (backend === 'cpu') process.stderr.write('out of cheese\\n', () => process.exit(4));
     else process.send({ type: 'events', runId, events: [{ type: 'step', runId, step: 1 }] });
   });
   process.on('disconnect', () => process.exit(0));`,
);

it('kills a trial that never ends, and names the backend that hangs', { tags: ['long'] }, async () => {
  const pidFile = path.join(folder, 'pid');
  const hanging = probe(
    'hangs.mjs',
    `import { writeFileSync } from 'node:fs';
     writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
  );
  const { lines, fit } = await doctor({}, WIDE, { probe: hanging, limitMs: 1000, entry, trialMs: 6000 });
  const told = lines.join('\n');
  expect(told).toMatch(/^LACK backends: .* 1\.0 s\n {5}-> .*:$/m);
  expect(told).toMatch(/^ok {3}backend compiled trains$/m);
  expect(told).toMatch(/^LACK backend node hangs: no step within 6\.0 s\n {5}-> optional/m);
  expect(told).toMatch(/^LACK backend wasm is not available here: no file$/m);
  expect(told).toMatch(/^LACK backend cpu dies: exit code 4: out of cheese$/m);
  // The rest of the report is there all the same.
  expect(told).toContain('terminal 120x40');
  expect(fit).toBe(true);
  if (existsSync(pidFile)) await until(() => !alive(Number(readFileSync(pidFile, 'utf8'))));
});

it(
  'reports the last output of a trial that crashes; gradtop runs with the other backends',
  { tags: ['long'] },
  async () => {
    const dying = probe('dies.mjs', `process.stderr.write('out of cheese\\n', () => process.exit(3));`);
    const { lines, fit } = await doctor({}, WIDE, { probe: dying, entry: ENTRY });
    expect(lines.join('\n')).toContain('backends: the probe ended by exit code 3: out of cheese');
    expect(lines.join('\n')).toMatch(/^ok {3}backend compiled trains$/m);
    expect(fit).toBe(true);
  },
);

it('exits with 1 if no backend trains', { tags: ['long'] }, async () => {
  const dying = probe('dies.mjs', 'process.exit(3);');
  const { fit } = await doctor({}, WIDE, { probe: dying, entry: dying });
  expect(fit).toBe(false);
});
