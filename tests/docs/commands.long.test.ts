// Every command in the documentation runs: in a real pseudo-terminal, page by page, in the page's order.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';
import { commandsOf, PAGES, ROOT } from './pages.js';

const start = usePty();
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** What the pages assume: a table, a preset and a lesson of the user's own, the shipped tapes, and one recording. */
function userFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-docs-'));
  const rows = Array.from({ length: 40 }, (_, index) => `${index % 7},${(index * 3) % 11},${index % 2 === 0 ? 'yes' : 'no'}`);
  writeFileSync(path.join(folder, 'points.csv'), `a,b,label\n${rows.join('\n')}\n`);
  writeFileSync(path.join(folder, 'mine.json'), '{ "name": "mine", "depth": 2, "epochs": 20 }');
  cpSync(path.join(ROOT, 'tapes'), path.join(folder, 'tapes'), { recursive: true });
  cpSync(path.join(ROOT, 'lessons', 'vanishing.yaml'), path.join(folder, 'mine.yaml'));
  cpSync(path.join(ROOT, 'tests', 'fixtures', 'foreign', 'amp.jsonl'), path.join(folder, 'run.jsonl'));
  const recordings = path.join(folder, 'data', 'gradtop', 'runs');
  mkdirSync(recordings, { recursive: true });
  cpSync(path.join(ROOT, 'tests', 'fixtures', 'logs', 'relu.jsonl'), path.join(recordings, 'relu.jsonl'));
  return folder;
}

/** Runs a command. If it opens a screen or reads keys beside lines, `q` ends it once something is shown. */
async function exitCode(words: readonly string[], cwd: string): Promise<{ code: number; text: string }> {
  const session = start([...words], {
    columns: 100,
    rows: 30,
    cwd,
    env: { XDG_DATA_HOME: path.join(cwd, 'data') },
  });
  const lines = words.includes('--screen-reader');
  const shown = (): boolean => (lines ? session.output !== '' : session.screen.alternate);
  await session.until(() => session.exited || shown(), 'no screen');
  if (!session.exited) {
    await session.see(/\S/);
    // A lesson asks before it is left.
    if (words[0] === 'lesson') session.send('\u001b');
    // A sweep that is left before its end has another exit code.
    if (words[0] === 'sweep') await session.see(/\bdone\b/);
    session.send('q');
  }
  return { code: await session.exit, text: session.screen.text };
}

const PAGES_WITH_COMMANDS = PAGES.filter((page) => commandsOf(page).length > 0);

describe.each(PAGES_WITH_COMMANDS)('%s', (page) => {
  it('names npm scripts that exist', () => {
    const named = commandsOf(page).flatMap((line) => [...line.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name = '']) => name));
    const builtIn = ['install', 'ci', 'pack', 'test', 'start'];
    expect(named.filter((name) => !builtIn.includes(name) && scripts[name] === undefined)).toEqual([]);
  });

  it('has commands that run', async () => {
    const folder = userFolder();
    for (const line of commandsOf(page).filter((command) => command.startsWith('gradtop'))) {
      const { code, text } = await exitCode(line.split(/\s+/).slice(1), folder);
      expect(code, `${line}\n${text}`).toBe(0);
    }
  });
});
