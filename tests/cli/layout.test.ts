// The layout between sessions: kept beside the configuration file, chosen by the flag and the setting.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();

it('keeps what the user leaves, and the flag and the setting choose', { tags: ['long'] }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-layout-'));
  const env = { XDG_CONFIG_HOME: folder };
  const file = path.join(folder, 'gradtop', 'layout.json');
  const first = start(['relu', '--full-speed'], { env });
  await first.see(/step 800\/800/);
  first.send('\u0018');
  await first.see(/panel heatmap is hidden/);
  first.send('q');
  expect(await first.exit).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    name: 'default',
    changed: { default: { hidden: ['heatmap'] } },
  });
  const titles = async (...flags: string[]): Promise<string> => {
    const s = start(['relu', '--full-speed', ...flags], { env });
    await s.see(/step 800\/800/);
    const text = s.screen.text;
    s.send('q');
    expect(await s.exit).toBe(0);
    return text;
  };
  expect(await titles('--layout', 'charts')).toMatch(/weights of hidden_1 over steps/);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(path.join(folder, 'gradtop', 'config.yaml'), 'layout: charts\n');
  expect(await titles()).toMatch(/weights of hidden_1 over steps/);
  const { code, stderr } = await gradtop(['relu', '--layout', 'chrats'], undefined, env);
  expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean charts')]);
});
