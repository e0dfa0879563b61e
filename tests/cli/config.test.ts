// The configuration file: set and shown by `gradtop config`, refused with file and line, beaten by flags.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_ENTRIES, whyNotSet } from '../../src/cli/configEntries.js';
import { configFile } from '../../src/runtime/paths.js';
import { gradtop, type Result } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();

interface Home {
  readonly env: { readonly XDG_CONFIG_HOME: string };
  readonly file: string;
  readonly run: (...args: string[]) => Promise<Result>;
}

function home(text?: string): Home {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-config-'));
  const file = path.join(folder, 'gradtop', 'config.yaml');
  if (text !== undefined) {
    mkdirSync(path.dirname(file));
    writeFileSync(file, text);
  }
  const env = { XDG_CONFIG_HOME: folder };
  return { env, file, run: (...args) => gradtop(args, undefined, env) };
}

it('is where the platform keeps configuration', () => {
  expect(configFile({ XDG_CONFIG_HOME: '/x' }, 'linux', '/h')).toBe('/x/gradtop/config.yaml');
  expect(configFile({ XDG_CONFIG_HOME: 'x' }, 'linux', '/h')).toBe('/h/.config/gradtop/config.yaml');
  expect(configFile({}, 'darwin', '/h')).toBe('/h/Library/Application Support/gradtop/config.yaml');
  expect(() => configFile({}, 'linux', '')).toThrow('HOME is ""');
});

describe('every entry', () => {
  it.each(Object.entries(CONFIG_ENTRIES))('%s is complete', (name, { describe: words, allowed, fits }) => {
    expect([words, allowed].every((one) => one !== '')).toBe(true);
    expect(fits(null)).toBe(false);
    expect(whyNotSet(name, null)).toContain(allowed);
  });
});

describe('gradtop config', { tags: ['long'] }, () => {
  it('sets, shows and removes, and keeps comments', async () => {
    const { run, file } = home('# mine\npace: 20 # quick\n');
    expect((await run('config', 'theme', 'light')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('# mine\npace: 20 # quick\ntheme: light\n');
    expect((await run('config', 'theme')).stdout).toBe('light\n');
    expect((await run('config')).stdout).toMatch(/^\S+config.yaml\n.*theme +light .*pace +20 /s);
    expect((await run('config', 'theme', '--unset')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('# mine\npace: 20 # quick\n');
    expect((await run('config', 'theme')).stdout).toBe('not set\n');
  });

  it('creates the file if it is missing', async () => {
    const { run, file } = home();
    expect((await run('config')).stdout).toMatch(/config\.yaml \(.*pace +10 \(default\)/s);
    expect((await run('config', 'theme', '--unset')).stderr).toContain('theme is not set');
    expect((await run('config', 'mouse', 'false')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('mouse: false\n');
  });

  it.each([
    [['thmee', 'light'], 'did you mean theme'],
    [['theme', 'lihgt'], 'did you mean light'],
    [['pace', '0'], 'allowed: a number above 0'],
    [['mouse', 'maybe'], 'allowed: true, false'],
    [['--unset'], '--unset takes a setting'],
    [['on-end', 'no-such-program-here'], 'is not on PATH'],
  ])('refuses %j', async (args, words) => {
    const { run } = home();
    const { code, stderr } = await run('config', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a file with faults', { tags: ['long'] }, () => {
  it.each([
    ['theme: light\nthmee: dark\n', ':2: unknown field "thmee"'],
    ['mouse: 3\n', ':1: field mouse: 3 is not allowed'],
    ['- a\n', ':1: expected settings'],
    ['a: [\n', ':2: column'],
    ['on-end: /no/such\n', ': on-end: "/no/such" is not an executable file'],
  ])('%j is refused by commands that use the file', async (text, words) => {
    const { run, env, file } = home(text);
    const s = start(['relu'], { env });
    expect(await s.exit).toBe(2);
    expect(s.output).toContain(`${file}${words}`);
    expect((await run('list')).code).toBe(0);
  });
});

it('refuses a folder that cannot be created', { tags: ['long'] }, async () => {
  const { code, stderr } = await gradtop(['config', 'theme', 'light'], undefined, { XDG_CONFIG_HOME: '/proc' });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^gradtop: config: \/proc\/gradtop .*XDG_CONFIG_HOME/);
});

it('sets defaults, which flags override', { tags: ['long'] }, async () => {
  const { env } = home('mouse: false\nfull-speed: true\n');
  const s = start(['relu'], { env });
  await s.see(/step 800\/800/);
  s.send('q');
  expect(await s.exit).toBe(0);
  expect(s.output).not.toContain('?1000h');
  const other = start(['relu', '--mouse'], { env });
  await other.see(/step \d+\/800/);
  other.send('q');
  expect(await other.exit).toBe(0);
  expect(other.output).toContain('?1000h');
});
