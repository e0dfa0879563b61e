// The table of commands: no file is forgotten, and every row is complete.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dashboardCommand } from '../../src/cli/commands/dashboard.js';
import { COMMANDS } from '../../src/cli/commands/index.js';

const folder = path.resolve(import.meta.dirname, '../../src/cli/commands');

it('has a row for every command of the folder', async () => {
  const rows: readonly unknown[] = [...COMMANDS, dashboardCommand];
  for (const file of readdirSync(folder).filter((name) => name !== 'index.ts')) {
    const module = (await import(path.join(folder, file))) as Record<string, unknown>;
    const commands = Object.keys(module).filter((name) => name.endsWith('Command'));
    expect(commands.length, file).toBeGreaterThan(0);
    for (const name of commands) expect(rows.includes(module[name]), `${file} exports ${name}`).toBe(true);
  }
});

const modules = COMMANDS.map((command) => command(() => undefined));
const nameOf = (command: unknown): string => String(command).split(' ')[0] ?? '';

it('names each command once', () => {
  expect(new Set(modules.map(({ command }) => nameOf(command))).size).toBe(modules.length);
});

it.each(modules.map((module) => [nameOf(module.command), module] as const))('%s is complete', (name, module) => {
  expect(name).toMatch(/^[a-z]+$/);
  expect(String(module.describe)).toMatch(/^[a-z].{10,}[^.]$/);
  expect(typeof module.handler).toBe('function');
});
