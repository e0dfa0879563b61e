// `Y`: the command line that trains the run in focus again; other keys: the verdict, and the figures at the time cursor.
import { expect, it } from 'vitest';
import { toClipboard } from '../../../src/runtime/terminal/clipboard.js';
import { runEvent, stepEvent } from '../run/events.js';
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

it('copies the verdict and the figures of the chosen layer, at the time cursor, in full precision', () => {
  const dash = new Dash();
  const copied = (key: string): string => {
    const [command] = dash.press(key).commands.slice(-1);
    return command?.type === 'copy' ? command.text : '';
  };
  expect(copied('ctrl-e')).toBe('');
  const events = [1, 2, 3].map((step) => stepEvent(step, { loss: 1 / (step + 2) }));
  dash.do({ type: 'events', runId: 'run-1', events: [runEvent(), ...events] });
  expect(copied('ctrl-y')).toMatch(/^vanishing-sigmoid: ./);
  expect(copied('ctrl-e')).toMatch(/^vanishing-sigmoid, step 3: loss 0\.2, .*gradient RMS of \S+ [\d.e-]+$/);
  dash.do({ type: 'intent', intent: { type: 'look', step: 1 } });
  expect(copied('ctrl-e')).toMatch(/^vanishing-sigmoid, step 1: loss 0\.3333333333333333,/);
});
