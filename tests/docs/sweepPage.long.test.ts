// Every command of docs/sweep.md runs, with a smaller map: the lines of its blocks, and the commands in its sentences. What the shell
// blocks hold is run by commands.long.test.ts, and the recipes by scripts/sweepRecipes.sh.
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { pageText, prose, ROOT } from './pages.js';

const text = pageText('docs/sweep.md');
const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, block = '']) =>
  language === '' ? block.trim().split('\n') : [],
);
const inline = [...prose(text).matchAll(/`(gradtop [^`]*)`/g)].map(([, command = '']) => command);
/** Forms, whose words in capitals stand for a value, and names of commands. */
const isForm = (command: string): boolean => /\b[A-Z]{3,}\b/.test(command) || command === 'gradtop train';
const COMMANDS = [...new Set([...blocks, ...inline])].filter((command) => !isForm(command));

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-sweep-page-'));
const expanded = (word: string): string[] => {
  if (!word.includes('*')) return [word];
  const [start = '', end = ''] = word.split('*');
  return readdirSync(folder).filter((name) => name.startsWith(start) && name.endsWith(end));
};
const run = (command: string) => {
  const small = command.replace(/--points \d+x\d+/, '--points 4x3 --epochs 2');
  return gradtop(small.split(' ').slice(1).flatMap(expanded), undefined, {}, 'pipe', folder);
};

beforeAll(async () => {
  const shard = COMMANDS.find((command) => command.includes('--shard 3/8')) ?? '';
  for (let k = 1; k <= 8; k += 1) await run(shard.replace('3/8', `${k}/8`).replace('part-3', `part-${k}`));
  await run('gradtop sweep merge part-*.jsonl --log all.jsonl');
  cpSync(path.join(folder, 'all.jsonl'), path.join(folder, 'map.jsonl'));
  cpSync(path.join(ROOT, 'tapes', 'zoom.tape'), path.join(folder, 'zoom.tape'));
}, 120_000);

it('finds the commands', () => {
  expect(COMMANDS.length).toBeGreaterThan(6);
});

it.each(COMMANDS)('%s', async (command) => {
  const { code, stderr } = await run(command);
  expect(code, stderr).toBe(0);
});
