// The README tells the truth: its table of keys is the keymap's, its commands and files exist.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { keymapMarkdown } from '../src/core/app/keyTable.js';
import { gradtop } from './helpers/cli.js';

const file = new URL('../README.md', import.meta.url);
const KEYS = /(<!-- keys:[^>]*-->\n)[\s\S]*?(<!-- \/keys -->)/;

describe('README', () => {
  it('has the keymap’s table of keys', () => {
    const text = readFileSync(file, 'utf8');
    const wanted = text.replace(KEYS, (_, open: string, close: string) => `${open}${keymapMarkdown()}${close}`);
    if (process.env['UPDATE_README'] === '1') writeFileSync(file, wanted);
    expect(readFileSync(file, 'utf8')).toBe(wanted);
  });

  it('has pictures that the product makes from the logs in the repository', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-pictures-'));
    execFileSync(process.execPath, ['scripts/pictures.mjs', folder]);
    for (const name of readdirSync(folder))
      expect(
        readFileSync(path.join(folder, name), 'utf8') === readFileSync(`docs/${name}`, 'utf8'),
        `docs/${name} is stale: node scripts/pictures.mjs`,
      ).toBe(true);
  });

  it('names files that exist', () => {
    const text = readFileSync(file, 'utf8');
    for (const [, path = ''] of text.matchAll(/[`(]((?:docs|scripts)\/[\w.-]+)[`)]/g))
      expect(existsSync(new URL(`../${path}`, import.meta.url)), path).toBe(true);
  });

  it('shows commands that the program knows', async () => {
    const text = readFileSync(file, 'utf8');
    const commands = [...text.matchAll(/^gradtop train ([^#\n]*)/gm)].map(
      (match) => match[1]?.trim().split(/\s+/) ?? [],
    );
    expect(commands.length).toBeGreaterThan(1);
    for (const words of commands)
      expect((await gradtop(['train', ...words, '--epochs', '2'])).code, words.join(' ')).toBe(0);
  });
});
