// Twin, remedy and race by keyboard, in a real pseudo-terminal.
import { describe, expect, it } from 'vitest';
import { usePty } from '../helpers/pty.js';

const start = usePty();

describe('comparison', () => {
  it('x starts the twin with the remedy, and the comparison reports the result', { tags: ['long'] }, async () => {
    const s = start(['--full-speed']);
    // A finding can clear while the run continues, so the screen may show an older state than the key meets.
    await s.see(/ended/);
    await s.see(/gradient vanishes/);
    s.send('x');
    await s.see(/activation: sigmoid → relu worked: loss 0\.69\d+ without, \S+e-\d with, vanishing gone/);
    await s.see('2 runs');
    // At an earlier step the result is still open.
    s.send('<');
    await s.see(/AT STEP/);
    await s.see(/twin: activation: sigmoid → relu; epoch loss 0\.\d+ without/);
    s.send('\u001b');
    await s.see(/worked/);
    s.send('M');
    await s.gone(/2 runs/);
  });

  it('a twin without a change stays equal to the bit', { tags: ['long'] }, async () => {
    const s = start(['relu', '--full-speed']);
    await s.see(/solved/);
    s.send('m');
    await s.see(/twin: press the key/);
    s.send('m');
    await s.see(/twins without a change stayed bit-equal/);
  });

  it('races several presets side by side', { tags: ['long'] }, async () => {
    const s = start(['compare', 'vanishing-sigmoid', 'relu', 'fewer-layers', '--full-speed'], {
      columns: 160,
      rows: 50,
    });
    await s.see('3 runs');
    await s.see(/relu +\S*e-\d/);
    s.send('2');
    await s.see(/^ relu {2}7 × 10 relu/m);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.screen.text).toMatch(/gradtop fewer-layers\n/);
  });

  it('pins a run, tries a change beside it, sorts, hides, removes', { tags: ['long'] }, async () => {
    const s = start(['vanishing-sigmoid', '--full-speed'], { columns: 160, rows: 50 });
    await s.see(/gradient vanishes/);
    s.send('=a');
    await s.see('2 runs');
    await s.see(/◆1 vanishing-sigmoid/);
    await s.see(/▶ 2 \+ activation relu .*e-\d/);
    await s.see(/activation: sigmoid → relu worked: loss 0\.69\d+ without, \S+e-\d with, vanishing gone/);
    s.send('1=SS');
    await s.see('2 runs, by loss');
    await s.see(/2 \+ activation relu .*\n.*▶ 1 vanishing-sigmoid /);
    s.send('H');
    await s.see(/1 vanishing-sigmoid +hidden/);
    s.send('-');
    await s.gone(/2 runs/);
    await s.see(/gradient vanishes/);
  });

  it('the time cursor shows every panel at its step, and esc returns to live', { tags: ['long'] }, async () => {
    const s = start(['relu', '--full-speed']);
    await s.see(/ended/);
    s.send('\u001b[H');
    await s.see(/AT STEP \d+ of 800/);
    s.send('\u001b');
    await s.see(/step 800\/800/);
    s.send('g');
    await s.see('go to step');
    s.send('100\r');
    await s.see(/AT STEP (9\d|100) of 800/);
  });
});
