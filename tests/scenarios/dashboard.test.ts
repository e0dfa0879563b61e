// The whole dashboard in a real pseudo-terminal: keys in, lines out.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../src/core/app/keymap.js';
import { BYTES } from '../helpers/keys.js';
import { usePty } from '../helpers/pty.js';
import { until } from '../helpers/waiting.js';

const start = usePty();

describe('dashboard', () => {
  it('shows the stuck network, cures it with one key, and leaves a summary', async () => {
    const s = start(['--full-speed']);
    await s.see(/gradient vanishes/);
    await s.see('7 × 10 sigmoid, glorotUniform, sgd 0.3');
    s.send('a');
    await s.see('7 × 10 relu, glorotUniform, sgd 0.3');
    await s.see(/solved: loss \S+e-[45]/);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.screen.alternate).toBe(false);
    expect(s.screen.text).toMatch(/gradtop vanishing-sigmoid --activation relu/);
    expect(s.screen.text).toMatch(/hidden_1\/kernel/);
  });

  it('survives every key of the keymap', { tags: ['long'] }, async () => {
    // Some keys change the layout, which is kept.
    const env = { XDG_CONFIG_HOME: mkdtempSync(path.join(tmpdir(), 'gradtop-keys-')) };
    const s = start(['relu', '--pace', '50'], { env });
    await s.see(/step [1-9]\d*\/800/);
    const overlays = ['p', 'P', '+', '?', 'v', 'g', '/', 'ctrl-p', 'f2'];
    for (const key of overlays) {
      s.send(BYTES[key] ?? key);
      await s.see('esc closes');
      s.send('\u001b');
      await s.gone(/esc closes/);
    }
    // Escape and a key directly after it count as one key.
    const left = ['quit', 'interrupt', 'suspend', 'record', 'cure'];
    const keys = KEYMAP.filter(({ id }) => !left.includes(id)).flatMap((binding) => binding.keys);
    for (const key of keys) if (key !== 'esc' && !overlays.includes(key)) s.send(BYTES[key] ?? key);
    s.send('r');
    await s.see(/epoch \d+\/\d+/);
    s.send('q');
    expect(await s.exit).toBe(0);
  });

  it('opens and closes help, picker and receipt', { tags: ['long'] }, async () => {
    const s = start(['--full-speed']);
    await s.see(/gradient vanishes/);
    s.send('?');
    await s.see('remove a hidden layer');
    s.send('\u001b');
    await s.gone(/remove a hidden layer/);
    s.send('v');
    await s.see(/The derivative of sigmoid is at most 1\/4/);
    s.send('\u001b');
    await s.gone(/The derivative of sigmoid is at most/);
    s.send('p');
    await s.see('enter starts');
    s.send('\u001b[B\u001b[B\u001b[B\r');
    await s.see(/fewer-layers {2}3 × 10 sigmoid/);
  });

  it('draws nothing while help is open, and everything when it closes', { tags: ['long'] }, async () => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-help-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--epochs', '100000', '--log', log], { columns: 200, rows: 60 });
    const step = (): number => Number(/step (\d+)\//.exec(s.screen.text)?.[1]);
    const recorded = (): number => readFileSync(log, 'utf8').split('"type":"step"').length - 1;
    /** Waits for this many further steps, the time of many frames. */
    const steps = async (count: number): Promise<void> => {
      const goal = recorded() + count;
      await until(() => recorded() >= goal);
    };
    await s.see(/step [1-9]\d*\//);
    s.send('?');
    await s.see('remove a hidden layer');
    const before = step();
    await steps(8);
    const written = s.output.length;
    await steps(16);
    expect(s.output.length).toBe(written);
    expect(step()).toBe(before);
    s.send('\u001b');
    await s.gone(/remove a hidden layer/);
    expect(step()).toBeGreaterThan(before);
  });

  it('pauses, steps once, and resumes', async () => {
    // The second step is due after twenty minutes.
    const s = start(['--pace', '0.0001']);
    await s.see('step 1/800');
    s.send(' ');
    await s.see('PAUSED');
    for (const step of [2, 3]) {
      s.send('s');
      await s.see(`step ${step}/800`);
    }
    s.send(' ');
    await s.see('running');
  });

  it('follows the window, and shows the needed size if it is too small', async () => {
    const s = start(['relu'], { columns: 80, rows: 24 });
    await s.see(/epoch \d+/);
    s.resize(50, 12);
    await s.see('too small: 60x18 needed, this is 50x12');
    // Even the narrowest window shows the necessary text.
    s.resize(20, 5);
    await s.see(/^too small: 60x18\s*\nneeded, this is 20x5/);
    s.resize(200, 60);
    await s.see(/hidden_1\/kernel, step 0/);
    s.resize(60, 18);
    await s.see('gradient RMS, log10');
  });

  it('enlarges the panel in focus', { tags: ['long'] }, async () => {
    const s = start(['--full-speed']);
    await s.see(/gradient vanishes/);
    s.send('\r');
    await s.gone(/boundary at step/);
    s.send('\u001b');
    await s.see(/boundary at step/);
  });

  it('exits 130 on Ctrl+C and restores the screen', async () => {
    const s = start(['relu']);
    await s.see(/epoch \d+/);
    s.send('\u0003');
    expect(await s.exit).toBe(130);
    expect(s.screen.alternate).toBe(false);
    expect(s.output).toContain('\u001b[?25h');
  });

  it('draws with ASCII and without colours when asked', { tags: ['long'] }, async () => {
    const s = start(['relu', '--ascii', '--full-speed'], { env: { NO_COLOR: '1' } });
    await s.see(/solved/);

    expect(s.screen.text).toMatch(/^[\u0000-\u007f]*$/);
    expect(s.output).not.toMatch(/\u001b\[[\d;]*[34]8;[\d;]*m/);
  });

  it('reports why a forced backend is not available', { tags: ['long'] }, async () => {
    const s = start(['relu', '--data', '/nowhere.csv']);
    await s.see(/\/nowhere.csv: cannot be read/);
    await s.see('FAILED');
  });
});
