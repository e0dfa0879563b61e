// Programs of the user: found before the screen opens, started with the notice in their environment and without a shell.
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { hookProgram, runHook } from '../../src/runtime/hooks.js';
import { until } from '../helpers/waiting.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-hooks-'));
const notice = { kind: 'alarm', runId: 'a', name: 'a;touch x', what: 'exploding', text: '$(id)', step: 7 } as const;

function program(name: string): { readonly file: string; readonly out: string } {
  const [file, out] = [path.join(folder, name), path.join(folder, `${name}.out`)];
  const script = `require('fs').writeFileSync(${JSON.stringify(out)}, JSON.stringify({ ...process.env, argv: process.argv.slice(2) }));`;
  writeFileSync(file, `#!${process.execPath}\n${script}\n`);
  chmodSync(file, 0o755);
  return { file, out };
}

it('get the event in environment variables, unchanged', async () => {
  const { file, out } = program('hook');
  runHook({ onEnd: null, onAlarm: hookProgram('--on-alarm', file) }, notice, (line) => expect.fail(line));
  await until(() => existsSync(out) && readFileSync(out, 'utf8').endsWith('}'));
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    argv: [],
    GRADTOP_EVENT: 'alarm',
    GRADTOP_RUN: 'a;touch x',
    GRADTOP_RULE: 'exploding',
    GRADTOP_MESSAGE: '$(id)',
    GRADTOP_STEP: '7',
  });
});

it('do not start for other events', () => {
  const { file, out } = program('other');
  runHook({ onEnd: file, onAlarm: null }, notice, (line) => expect.fail(line));
  expect(existsSync(out)).toBe(false);
});

it('report programs that do not start', async () => {
  const lines: string[] = [];
  runHook({ onEnd: null, onAlarm: path.join(folder, 'gone') }, notice, (line) => lines.push(line));
  await until(() => lines.length > 0);
  expect(lines[0]).toMatch(/^--on-alarm: .*gone: .*ENOENT/);
});

it.each([['-rf'], [''], ['no-such-program-here'], ['./no/such/file'], [`${folder}/`]])('refuses %j', (value) =>
  expect(() => hookProgram('--on-end', value)).toThrow(/^--on-end: ".*; allowed: the path or name/),
);
