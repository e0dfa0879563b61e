// Names of written files are links in a terminal that has them, and plain text everywhere else.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const LINK = /\u001b\]8;;(file:[^\u001b]*)\u001b\\([^\u001b]*)\u001b\]8;;\u001b\\/;

it('of a configuration file and of a log', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop links '));
  const env = { XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, TERM: 'xterm-kitty' };
  const file = path.join(folder, 'gradtop', 'config.yaml');
  const set = start(['config', 'pace', '20'], { env });
  expect(await set.exit).toBe(0);
  const [, address = '', name] = LINK.exec(set.output) ?? [];
  expect(name).toBe(file);
  expect(new URL(address).pathname).toBe(encodeURI(file));
  const dumb = start(['config', 'pace', '20'], { env: { ...env, TERM: 'dumb' } });
  expect(await dumb.exit).toBe(0);
  expect(dumb.output).toContain(`wrote ${file}`);
  expect(dumb.output).not.toContain('\u001b');
  const piped = await gradtop(['config', 'pace', '20'], undefined, env);
  expect(piped.stderr).toBe(`gradtop: wrote ${file}\n`);
  const log = path.join(folder, 'run.jsonl');
  const train = start(['train', 'relu', '--epochs', '1', '--log', log], { env });
  expect(await train.exit).toBe(0);
  expect(LINK.exec(train.output)?.[2]).toBe(log);
});
