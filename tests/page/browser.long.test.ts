// Pages as a browser has them: their pictures are those of the terminal, cell for cell. GRADTOP_TEST_BROWSER names a folder with
// the packages puppeteer-core, @sparticuz/chromium and axe-core; without it the same comparison runs in Node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStage } from '../../src/cli/inkModules.js';
import { allPresets } from '../../src/cli/presets.js';
import type { Canvas } from '../../src/core/screen/canvas.js';
import { explore } from '../../src/page/exploration.js';
import type { PageSession } from '../../src/page/session.js';
import { parseLink } from '../../src/page/deepLink.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';
import { THEME_NAMES } from '../../src/ui/themes/index.js';
import { until } from '../helpers/waiting.js';
import { recorded } from '../ui/panels/views.js';
import { Chromium, ENDED, HAS_BROWSER, inPage, pageOf, scriptOf } from './chromium.js';

const SIZE = { columns: 100, rows: 30 };
const PICTURES = 200;
/** Keys that change the picture but not the step. */
const KEYS = ['tab', 'enter', 'y', 'v', 'esc', 'enter', '?', 'esc', 't', '+', '-', 'L', 'end', 'w'];
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-page-'));
const main = path.resolve('dist/main.js');

/** A picture that passes between processes. */
type Cells = Record<'glyph' | 'fg' | 'bg' | 'attributes', number[]>;
const cellsOf = ({ glyph, fg, bg, attributes }: Canvas): Cells => ({
  glyph: [...glyph],
  fg: [...fg],
  bg: [...bg],
  attributes: [...attributes],
});

/** The keys of the n-th picture, then a look at its step. */
const keysOf = (n: number): string[] => (n % 10 === 9 ? [KEYS[((n - 9) / 10) % KEYS.length] ?? ''] : []);

async function whole(log: string): Promise<PageSession> {
  const page = explore(
    { events: recorded(log), presets: allPresets() },
    {
      size: SIZE,
      theme: 'dark',
      now: () => performance.now(),
      changed: () => undefined,
      copy: () => undefined,
    },
  );
  page.follow({ step: 'end' });
  await until(() => [...page.state.runs.values()].every((run) => run.end !== null));
  return page;
}

/** What the terminal shows after the same keys and looks. */
async function terminalPictures(log: string): Promise<Cells[]> {
  const page = await whole(log);
  const { Stage } = await loadStage();
  const stage = new Stage({ size: SIZE, theme: 'dark', ascii: false, presets: [] });
  const pictures = Array.from({ length: PICTURES }, (_, n) => {
    for (const key of keysOf(n)) page.dispatch({ type: 'key', key });
    page.dispatch({ type: 'intent', intent: { type: 'look', step: n + 1 } });
    stage.draw(page.state);
    return cellsOf(stage.picture());
  });
  stage.close();
  return pictures;
}

it.each(['relu', 'exploding-rnn'])('shows 200 pictures of %s as the terminal does', async (log) => {
  const page = await whole(log);
  const expected = await terminalPictures(log);
  expected.forEach((cells, n) => {
    for (const key of keysOf(n)) page.dispatch({ type: 'key', key });
    page.dispatch({ type: 'intent', intent: { type: 'look', step: n + 1 } });
    expect(cellsOf(page.picture()), `picture ${n}`).toEqual(cells);
  });
});

describe.skipIf(!HAS_BROWSER)('in Chromium', () => {
  let browser: Chromium;
  beforeAll(async () => {
    browser = await Chromium.launch();
  });
  afterAll(() => browser.close());
  const written = (log: string): string => pageOf(log, folder);

  it('shows 200 pictures as the terminal does', async () => {
    const page = await browser.open(`${written('vanishing-sigmoid')}#step=end&size=${SIZE.columns}x${SIZE.rows}`);
    await inPage(page, ENDED);
    const expected = await terminalPictures('vanishing-sigmoid');
    for (const [n, cells] of expected.entries()) {
      const press = keysOf(n).map((key) => `gradtop.dispatch({ type: 'key', key: ${JSON.stringify(key)} });`);
      const mine =
        await page.evaluate<Cells>(`(() => { ${press.join('')} gradtop.dispatch({ type: 'intent', intent: { type: 'look', step: ${n + 1} } });
        const { glyph, fg, bg, attributes } = gradtop.picture(); return { glyph: [...glyph], fg: [...fg], bg: [...bg], attributes: [...attributes] }; })()`);
      expect(mine, `picture ${n}`).toEqual(cells);
    }
    expect(browser.errors).toEqual([]);
  });

  it('answers keys and the mouse, and keeps its address', async () => {
    const page = await browser.open(`${written('relu')}#step=100`);
    await inPage(page, ENDED);
    await page.keyboard.press('ArrowLeft');
    const address = await page.evaluate<string>('new Promise((done) => setTimeout(() => done(location.hash), 300))');
    const { step = 0 } = parseLink(address, { panels: PANEL_NAMES, themes: THEME_NAMES });
    expect(step).toBeLessThan(100);
    const focus = 'gradtop.state.ui.focusPanel';
    const before = await page.evaluate<string>(focus);
    for (const [x, y] of [
      [100, 500],
      [900, 500],
      [100, 150],
    ] as const)
      await page.mouse.click(x, y);
    expect(await page.evaluate<string>(focus)).not.toBe(before);
    expect(browser.errors).toEqual([]);
  });

  it('trains in a lab to the bit as in a terminal, and compares twins by keys', async () => {
    const file = path.join(folder, 'lab.html');
    const options = ['--epochs', '20', '--backend', 'compiled', '--json'];
    const log = execFileSync(process.execPath, [main, 'train', 'clipped-rnn', ...options], { encoding: 'utf8' });
    writeFileSync(path.join(folder, 'lab.jsonl'), log);
    execFileSync(process.execPath, [main, 'export', path.join(folder, 'lab.jsonl'), '--lab', file], {
      stdio: 'ignore',
    });
    const page = await browser.open(pathToFileURL(file).href);
    await page.keyboard.press('f');
    await inPage(page, ENDED);
    const { loss, accuracy, weightChange } = JSON.parse(log.trimEnd().split('\n').at(-1) ?? '') as Record<
      string,
      unknown
    >;
    const figures = '(({ loss, accuracy, weightChange }) => ({ loss, accuracy, weightChange }))';
    const mine = await page.evaluate<object>(`${figures}([...gradtop.state.runs.values()][0].end)`);
    expect(mine).toEqual({ loss, accuracy, weightChange });
    await page.keyboard.press('m');
    await page.keyboard.press('a');
    await inPage(page, ENDED);
    expect(await page.evaluate<number>('gradtop.state.order.length')).toBe(2);
    expect(browser.errors).toEqual([]);
  });

  it('has no fault of accessibility, tells its verdict, and lets the keyboard leave', async () => {
    const page = await browser.open(`${written('vanishing-sigmoid')}#step=end`);
    await inPage(page, ENDED);
    await page.evaluate(`${scriptOf('axe-core')}; null`);
    const faults = (): Promise<string[]> =>
      page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`);
    expect(await faults()).toEqual([]);
    const heard = (words: string): Promise<boolean> =>
      inPage(page, `document.getElementById('said').textContent.includes(${JSON.stringify(words)})`);
    await heard('sigmoid');
    await page.keyboard.press('ArrowLeft');
    await heard(`step ${await page.evaluate<number>('gradtop.state.ui.cursorStep')}`);
    for (const key of ['Escape', 'Tab', 'Enter', 'Tab']) await page.keyboard.press(key);
    await inPage(
      page,
      `document.activeElement.tagName === 'PRE' && document.activeElement.textContent.includes('sigmoid')`,
    );
    expect(await faults()).toEqual([]);
    expect(browser.errors).toEqual([]);
  });

  it('works in a frame, and asks no network', async () => {
    const file = path.join(folder, 'slides.html');
    writeFileSync(file, `<iframe src="${written('relu')}#step=50" width="900" height="600"></iframe>`);
    const page = await browser.tab(pathToFileURL(file).href);
    const inner = page.frames()[1];
    if (inner === undefined) throw new Error('the page has no frame');
    for (
      let tries = 0;
      (await inner.evaluate<number | null>('globalThis.gradtop?.state.ui.cursorStep ?? null')) !== 50;
      tries += 1
    )
      if (tries > 500) throw new Error('the frame never came to step 50');
    expect(browser.asked.filter((url) => !/^(file|data|blob|about|chrome):/.test(url))).toEqual([]);
  });
});

it('is one file that loads nothing, the same for the same log, at most 600 KB beside the log', () => {
  const write = (name: string): string => {
    const file = path.join(folder, name);
    execFileSync(process.execPath, [main, 'export', path.resolve('tests/fixtures/logs/relu.jsonl'), '--page', file], {
      stdio: 'ignore',
    });
    return readFileSync(file, 'utf8');
  };
  const page = write('one.html');
  expect(write('two.html')).toBe(page);
  const log = /<script id="log" type="text\/plain">([^<]*)<\/script>/.exec(page)?.[1] ?? '';
  expect(log.length).toBeGreaterThan(1000);
  expect(page.length - log.length).toBeLessThan(600_000);
  expect(page.match(/<\/script>/g)).toHaveLength(3);
  expect(page.replace(/<script>[^]*/, '')).not.toMatch(/\b(?:src|href)=/);
});
