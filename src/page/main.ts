// The program of a page: the dashboard on a log or with a worker that trains, with keys, mouse, links and a text for screen readers.
import type { GradtopEvent } from '../core/run/events.js';
import type { Action } from '../core/app/action.js';
import type { Region } from '../core/screen/regions.js';
import { decodeLine } from '../runtime/journal.js';
import { hexColour } from '../runtime/terminal/colour.js';
import { SMALLEST } from '../ui/layout.js';
import { PANEL_NAMES } from '../ui/panels/index.js';
import { dashboardRegions } from '../ui/pointerRegions.js';
import { pointerControl } from '../ui/shell/pointerControl.js';
import type { Size } from '../ui/shell/view.js';
import { THEME_NAMES, themeOf } from '../ui/themes/index.js';
import { linkFault, linkText, parseLink, type DeepLink } from './deepLink.js';
import { explore } from './exploration.js';
import { Grid } from './grid.js';
import { keyName } from './keyNames.js';
import { openLab, type LabNetworks } from './lab.js';
import { pointerEvents } from './pointer.js';
import type { PageOptions, PageSession } from './session.js';
import { storyteller } from './storyteller.js';
import { workerTrainer } from './workerTrainer.js';

const FRAME_MS = 80;
/** Around the canvas, for the outline of the focus. */
const EDGE = 4;
const ALLOWED = { panels: PANEL_NAMES, themes: THEME_NAMES };

const byId = <T extends HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks its element ${id}`);
  return found as T;
};

/** The log: gzip in base64, as the export wrote it. */
async function embedded(): Promise<GradtopEvent[]> {
  const packed = Uint8Array.from(atob(byId('log').textContent.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const text = await new Response(stream).text();
  return text.split('\n').flatMap((line) => (line === '' ? [] : (decodeLine(line) ?? [])));
}

/** A page from a disk, or in a frame, may not write to the clipboard. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or absent.
    return false;
  }
}

/** A page with a script for a worker is a lab, any other explores its log. */
async function session(options: PageOptions): Promise<PageSession> {
  const worker = document.getElementById('worker');
  const networks = JSON.parse(byId('networks').textContent) as LabNetworks;
  if (worker === null) return explore({ events: await embedded(), presets: networks.presets }, options);
  const url = URL.createObjectURL(new Blob([worker.textContent], { type: 'text/javascript' }));
  return openLab(networks, () => workerTrainer(url), options);
}

/** Cells for the room of the window, or those that the link asks for. */
function sizeIn(grid: Grid, asked: DeepLink['size']): Size {
  const room = { width: document.documentElement.clientWidth - EDGE, height: globalThis.innerHeight - EDGE };
  const cells = grid.fit(room, asked ?? SMALLEST);
  return asked ?? cells;
}

/** For pages that embed this one, and for tests. */
declare global {
  var gradtop: PageSession | undefined;
}

async function main(): Promise<void> {
  const screen = byId<HTMLCanvasElement>('screen');
  const grid = new Grid(screen);
  let asked = parseLink(location.hash, ALLOWED);
  let dirty = true;
  const page = await session({
    size: sizeIn(grid, asked.size),
    theme: document.documentElement.dataset['theme'] ?? '',
    now: () => performance.now(),
    changed: () => (dirty = true),
    copy: (text) =>
      void copied(text).then((done) => (done ? undefined : say(`the browser refuses the clipboard: ${text}`))),
  });
  const say = (text: string): void => page.dispatch({ type: 'say', level: 'warning', text });
  globalThis.gradtop = page;
  const tell = storyteller(page, byId('said'), byId<HTMLDetailsElement>('words'));
  const draw = (): void => {
    dirty = false;
    const picture = page.picture();
    const paper = themeOf(page.state.ui.theme).paper;
    document.documentElement.style.background = document.body.style.background = hexColour(paper.background);
    grid.draw(picture, paper);
    remember(page, asked);
  };
  const follow = (): void => {
    const fault = linkFault(location.hash, ALLOWED);
    asked = parseLink(location.hash, ALLOWED);
    page.follow(asked);
    if (fault !== null) say(fault);
  };
  follow();
  takeKeys(screen, page, draw);
  takePointer(screen, page, grid, draw);
  addEventListener('resize', () => page.dispatch({ type: 'resize', ...sizeIn(grid, asked.size) }));
  addEventListener('hashchange', follow);
  setInterval(() => {
    page.dispatch({ type: 'tick', now: performance.now() });
    if (dirty) draw();
    tell();
  }, FRAME_MS);
  draw();
  screen.focus({ preventScroll: true });
}

/** After `esc`, `tab` is the browser's: no one is caught on the canvas. */
function takeKeys(screen: HTMLElement, page: PageSession, draw: () => void): void {
  let leaving = false;
  screen.addEventListener('keydown', (event) => {
    const key = keyName(event);
    const leaves = leaving && (key === 'tab' || key === 'shift-tab');
    leaving = key === 'esc' && page.state.ui.overlay === null;
    if (key === null || leaves) return;
    event.preventDefault();
    page.dispatch({ type: 'key', key });
    draw();
  });
}

function takePointer(screen: HTMLElement, page: PageSession, grid: Grid, draw: () => void): void {
  const regions = (): readonly Region<Action>[] =>
    dashboardRegions(page.state, { theme: themeOf(page.state.ui.theme), ascii: false });
  const point = pointerControl(
    regions,
    () => performance.now(),
    (actions, hover) => {
      for (const action of actions) page.dispatch(action);
      if (!hover) draw();
    },
  );
  pointerEvents(screen, (event) => grid.cellAt(event), point);
}

/** Keeps a link to the present view in the page's address, with the size and the theme that it asked for. */
function remember(page: PageSession, { size, theme }: DeepLink): void {
  const shown = linkText({
    ...page.link(),
    ...(theme === undefined ? {} : { theme }),
    ...(size === undefined ? {} : { size }),
  });
  if (shown === location.hash) return;
  try {
    history.replaceState(null, '', shown === '' ? location.pathname + location.search : shown);
  } catch {
    // A sandboxed frame has no history; the page works without.
  }
}

main().catch((error: unknown) => {
  byId('said').textContent = error instanceof Error ? error.message : String(error);
  document.body.classList.add('broken');
});
