// A headless Chromium for tests of pages, from the folder that GRADTOP_TEST_BROWSER names.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The part of puppeteer that is used; the package is not one of ours. */
export interface Tab {
  goto(url: string): Promise<unknown>;
  setViewport(size: { width: number; height: number }): Promise<void>;
  evaluate<T>(script: string): Promise<T>;
  on(event: 'pageerror' | 'request', listener: (what: { message?: string; url?: () => string }) => void): void;
  frames(): readonly { evaluate<T>(script: string): Promise<T> }[];
  readonly keyboard: { press(key: string): Promise<void> };
  readonly mouse: { click(x: number, y: number): Promise<void> };
}
interface Browser {
  newPage(): Promise<Tab>;
  close(): Promise<void>;
}

const place = process.env['GRADTOP_TEST_BROWSER'] ?? '';
export const HAS_BROWSER = place !== '';
const main = path.resolve('dist/main.js');

/** The browser, what its pages report, and what they ask of a network. */
export class Chromium {
  readonly errors: string[] = [];
  readonly asked: string[] = [];
  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<Chromium> {
    const load = async (name: string): Promise<unknown> =>
      ((await import(pathToFileURL(packages().resolve(name)).href)) as { default: unknown }).default;
    const chromium = (await load('@sparticuz/chromium')) as { args: string[]; executablePath(): Promise<string> };
    const puppeteer = (await load('puppeteer-core')) as { launch(options: object): Promise<Browser> };
    const options = { args: chromium.args, executablePath: await chromium.executablePath(), headless: 'shell' };
    return new Chromium(await puppeteer.launch(options));
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** A tab of the page, once a run is shown. */
  async open(url: string): Promise<Tab> {
    const page = await this.tab(url);
    for (let tries = 0; !(await page.evaluate<boolean>('globalThis.gradtop?.state.order.length > 0')); tries += 1)
      if (tries > 200)
        throw new Error(await page.evaluate<string>(`document.getElementById('said')?.textContent ?? ''`));
    return page;
  }

  async tab(url: string): Promise<Tab> {
    const page = await this.browser.newPage();
    page.on('pageerror', ({ message }) => this.errors.push(message ?? ''));
    page.on('request', (request) => this.asked.push(request.url?.() ?? ''));
    await page.setViewport({ width: 1100, height: 700 });
    await page.goto(url);
    return page;
  }
}

const packages = (): NodeJS.Require => createRequire(path.join(path.resolve(place), 'package.json'));

/** The script of one of the packages beside the browser. */
export const scriptOf = (name: string): string => readFileSync(packages().resolve(name), 'utf8');

/** Waits in the page until an expression holds. */
export const inPage = (page: Tab, condition: string): Promise<boolean> =>
  page.evaluate(
    `new Promise((done) => { const look = () => (${condition}) ? done(true) : setTimeout(look, 20); look(); })`,
  );

export const ENDED = '[...gradtop.state.runs.values()].every((run) => run.end !== null)';

/** The address of an exported page of a log of the fixtures. */
export function pageOf(log: string, folder: string): string {
  const file = path.join(folder, `${log}.html`);
  execFileSync(process.execPath, [main, 'export', path.resolve(`tests/fixtures/logs/${log}.jsonl`), '--page', file], {
    stdio: 'ignore',
  });
  return pathToFileURL(file).href;
}
