// Links to files: the address names the host, and no name of a file breaks out of the sequence.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { hasLinks } from '../../../src/cli/links.js';
import { fileAddress, fileLink } from '../../../src/runtime/terminal/link.js';
import { FOURTEEN } from '../../helpers/terminals.js';

const NAMES = ['/tmp/run.jsonl', '/tmp/a b/é 日.jsonl', '/tmp/\u001b\\x\u0007;y#?%.jsonl', 'relative.jsonl'];

it.each(NAMES)('encodes %j so that it can be decoded, with the host', (name) => {
  const address = fileAddress(name, 'node-7');
  expect(address).toMatch(/^file:\/\/node-7\/[!-~]+$/);
  expect(fileURLToPath(address.replace('//node-7', '//')).endsWith(name)).toBe(true);
});

it('leaves out what is no name of a host', () => {
  expect(fileAddress('/tmp/x', 'a b/c')).toBe('file:///tmp/x');
});

it('cleans the name that is shown, and adds nothing without links', () => {
  const name = '/tmp/\u001b[31m\u0007red';
  expect(fileLink(name, false)).toBe('/tmp/red');
  const link = fileLink(name, true);
  expect(link.split('\u001b')).toHaveLength(5);
  expect(link).toMatch(/^\u001b\]8;;file:[!-~]+\u001b\\\/tmp\/red\u001b\]8;;\u001b\\$/);
});

it('is for terminals that are known to have links', () => {
  const able = FOURTEEN.filter(({ env }) => hasLinks({ isTTY: true }, { ...env })).map(({ name }) => name);
  expect(able).toEqual(
    expect.arrayContaining(['tmux', 'kitty', 'Ghostty', 'WezTerm', 'iTerm2', 'Windows Terminal', 'VS Code', 'foot']),
  );
  for (const name of ['xterm', 'screen', 'linux console', 'mosh', 'dumb']) expect(able).not.toContain(name);
  for (const { env } of FOURTEEN) {
    expect(hasLinks({}, { ...env })).toBe(false);
    expect(hasLinks({ isTTY: true }, { ...env, INK_SCREEN_READER: '1' })).toBe(false);
  }
});
