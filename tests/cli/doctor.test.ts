// The doctor's word where the trial of the backends goes wrong.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { doctor } from '../../src/cli/doctor.js';
import { alive } from '../helpers/alive.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-doctor-'));
const probe = (name: string, code: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, code);
  return file;
};
const WIDE = { isTTY: true, columns: 120, rows: 40 };

it('a trial that never ends is ended and told', async () => {
  const pidFile = path.join(folder, 'pid');
  const hanging = probe(
    'hangs.mjs',
    `import { writeFileSync } from 'node:fs';
     writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
     for (;;);`,
  );
  const { lines, fit } = await doctor({}, WIDE, { probe: hanging, limitMs: 1000 });
  expect(lines.join('\n')).toMatch(
    /^LACK backends: their trial did not end within 1\.0 s\n {5}-> try gradtop train relu with --backend compiled/m,
  );
  // The rest of the report is there all the same.
  expect(lines.join('\n')).toContain('terminal 120x40');
  expect(fit).toBe(false);
  if (existsSync(pidFile)) await expect.poll(() => alive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
});

it('a trial that dies is told with its last words', async () => {
  const dying = probe('dies.mjs', `process.stderr.write('out of cheese\\n', () => process.exit(3));`);
  const { lines, fit } = await doctor({}, WIDE, { probe: dying });
  expect(lines.join('\n')).toContain('backends: the probe ended by exit code 3: out of cheese');
  expect(fit).toBe(false);
});
