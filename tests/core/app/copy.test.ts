// `Y`: the command line that trains the run in focus again.
import { expect, it } from 'vitest';
import { toClipboard } from '../../../src/runtime/terminal/clipboard.js';
import { Dash, preset } from './helpers.js';

it('copies the preset and what differs from it', () => {
  const dash = new Dash().press('d', 'Y');
  const text = 'gradtop vanishing-sigmoid --depth 8';
  expect(dash.commands).toEqual([{ type: 'copy', text }]);
  expect(dash.state.ui.message?.text).toContain(text);
});

it.each(['/dev/fd/63', '/proc/self/fd/11', '-', 'points.csv'])('warns if the table %s cannot be read again', (data) => {
  const dash = new Dash({ configs: [preset({ name: 'relu', dataset: 'csv', data, target: 'y' })] }).press('Y');
  expect(dash.state.ui.message?.level).toBe(data === 'points.csv' ? 'info' : 'warning');
  expect(dash.commands).toMatchObject([{ type: 'copy', text: expect.stringContaining(data) as string }]);
});

it('sends any text as OSC 52', () => {
  const sent = toClipboard('é\u001b]0;x\u0007');
  expect(sent).toMatch(/^\u001b\]52;c;[A-Za-z0-9+/=]+\u0007$/);
  expect(Buffer.from(sent.slice(7, -1), 'base64').toString()).toBe('é\u001b]0;x\u0007');
});
