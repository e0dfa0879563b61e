// keys.yaml: refused with file and line before a screen opens, printed by `gradtop config keys`, and effective on the screen.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { gradtop, type Result } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();

interface Home {
  readonly env: { readonly XDG_CONFIG_HOME: string };
  readonly file: string;
  readonly run: (...args: string[]) => Promise<Result>;
}

function home(text: string): Home {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-keys-'));
  const file = path.join(folder, 'gradtop', 'keys.yaml');
  mkdirSync(path.dirname(file));
  writeFileSync(file, text);
  const env = { XDG_CONFIG_HOME: folder };
  return { env, file, run: (...args) => gradtop(args, undefined, env) };
}

it('every fault is one line with file and line, and exit code 2', { tags: ['long'] }, async () => {
  const { run, file, env } = home('dashboard:\n  qiut: Q\n  theme: f13\nmap:\n  quit: []\n');
  const told = (output: string): string[] =>
    [...output.replaceAll('\r', '').matchAll(/gradtop: (.*:\d+:)/g)].map(([, place = '']) => place);
  const places = [2, 3, 5].map((line) => `${file}:${line}:`);
  const { code, stderr } = await run('config', 'keys');
  expect([code, told(stderr)]).toEqual([2, places]);
  const log = fileURLToPath(new URL('../fixtures/logs/relu.jsonl', import.meta.url));
  for (const args of [['relu'], ['replay', log], ['sweep', 'tanh', '--x', 'depth=1,2', '--y', 'width=2,4']]) {
    const s = start(args, { env, columns: 300 });
    expect(await s.exit).toBe(2);
    expect(told(s.output)).toEqual(places);
    expect(s.output).not.toContain('?1049h');
  }
  // Without a screen no key counts.
  for (const args of [['list'], ['relu', '--epochs', '1'], ['train', 'relu', '--epochs', '1'], ['replay', log]])
    expect(await run(...args)).toMatchObject({ code: 0 });
});

it('prints the keymap in effect, and its schema', { tags: ['long'] }, async () => {
  const { run } = home('# mine\n');
  expect((await run('config', 'keys')).stdout).toMatch(/^dashboard:\n(?:.*\n)*? {2}quit: q /m);
  const changed = home('dashboard: { quit: Q, l2: [] }\n');
  expect((await changed.run('config', 'keys')).stdout).toMatch(/^ {2}quit: Q .*\n/m);
  expect((await changed.run('config', 'keys', 'x')).code).toBe(2);
  const schema = JSON.parse((await run('schema', 'keys')).stdout) as { title: string };
  expect(schema.title).toBe('gradtop keys');
});

it('a screen is left by the new key, not by the usual one', { tags: ['long'] }, async () => {
  const { env } = home('dashboard: { quit: Z, dropout: q }\n');
  const s = start(['relu', '--full-speed'], { env });
  await s.see(/step \d+\/800/);
  s.send('q');
  await s.see(/dropout/);
  s.send('Z');
  expect(await s.exit).toBe(0);
});

it(
  'a pipe in place of keys.yaml or config.yaml is refused, and stops no command that needs neither',
  { tags: ['long'] },
  async () => {
    const { run, file } = home('');
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(await run('config', 'keys')).toMatchObject({
      code: 2,
      stderr: `gradtop: ${file}: it is not a regular file\n`,
    });
    const config = path.join(path.dirname(file), 'config.yaml');
    renameSync(file, config);
    expect((await run('relu')).stderr).toContain(`${config}: it is not a regular file`);
    expect((await run('list')).code).toBe(0);
  },
);
