// `gradtop export`: pictures, a report and numbers of a log. Deterministic: the same log gives the same bytes.
import { focusedRun, orderedRuns, runLabel } from '../core/app/selectors.js';
import type { Config } from '../core/config/schema.js';
import { didYouMean } from '../core/config/suggest.js';
import { verdict } from '../core/diagnosis/verdict.js';
import type { GradtopEvent } from '../core/run/events.js';
import { toLines } from '../core/screen/canvas.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UserError } from '../core/userError.js';
import { themeOf } from '../ui/themes/index.js';
import { drawingOf, stateAfter, stillOf } from '../ui/export/still.js';
import { canvasToSvg, type Length } from '../ui/export/svg.js';
import { loadRaster } from './loadRaster.js';
import { MissingGlyphs } from './missingGlyphs.js';
import { writeFile } from './output.js';
import { openLog } from '../runtime/log/openLog.js';
import type { Size } from './size.js';
import { PANEL_NAMES, type PanelName } from '../ui/panels/index.js';

export const FORMATS = ['svg', 'png', 'html', 'page', 'txt', 'csv'] as const;
/** Endings of files that are named after the log. */
export const ENDINGS: Readonly<Record<Format, string>> = {
  svg: 'svg',
  png: 'png',
  html: 'html',
  page: 'page.html',
  txt: 'txt',
  csv: 'csv',
};
export type Format = (typeof FORMATS)[number];

/** How a picture looks, besides theme and size. */
export interface PictureLook {
  /** Pixels of a PNG per unit of the SVG. */
  readonly scale: number;
  /** Whether keys are named, as on the screen. */
  readonly keys: boolean;
  /** Whether the decision boundary is drawn in octants. */
  readonly octants: boolean;
  /** Replaces the default title, which names run and step. */
  readonly title: string | null;
  readonly transparent: boolean;
  /** Width of an SVG on paper. */
  readonly svgWidth: Length | null;
}

export interface ExportArguments extends PictureLook {
  readonly log: string;
  /** Output files by format; `-` is standard output. */
  readonly files: ReadonlyMap<Format, string>;
  /** The step to show; null means the last. */
  readonly step: number | null;
  /** The panel that fills the picture. */
  readonly panel: PanelName | null;
  /** The n-th run of the log, from 1; null shows all as in the dashboard. */
  readonly run: number | null;
  readonly size: Size;
  readonly theme: string;
  readonly ascii: boolean;
  readonly presets: readonly Config[];
}

/** @throws UserError */
export function parsePanel(text: string): PanelName {
  const panel = PANEL_NAMES.find((id) => id === text);
  if (panel === undefined)
    throw new UserError([
      `--panel: no panel ${sanitizeLine(text, 40)}${didYouMean(text, PANEL_NAMES)}; allowed: ${PANEL_NAMES.join(', ')}`,
    ]);
  return panel;
}

/** Size of the picture in a page for readers without scripts; a larger one would be a fifth of the page. */
const WITHOUT_SCRIPTS: Size = { columns: 80, rows: 24 };

/** Writes all requested files. @throws UserError if a file cannot be read or written */
export async function exportCommand(args: ExportArguments): Promise<number> {
  const csv = args.files.get('csv');
  if (csv !== undefined) await exportCsv(args, csv);
  const pictures = [...args.files].filter(([format]) => format !== 'csv');
  if (pictures.length === 0) return EXIT.fine;
  const state = stateAfter(chosen(args, true), args, { panel: args.panel, whole: args.step === null });
  const run = focusedRun(state);
  if (run === undefined) throw new UserError([nothing(args)]);
  if (args.step !== null && args.step > run.step && lastStep(args) < args.step)
    throw new UserError([`--step: ${args.step} is beyond the last step of the log, ${lastStep(args)}`]);
  const { canvas, curves } = drawingOf(state, args);
  // Text output has no colours, so glyphs show magnitudes.
  const plain = { ...state, ui: { ...state.ui, theme: 'none' } };
  const title = args.title ?? `gradtop: ${sanitizeLine(runLabel(state, run.runId), 60)}, step ${run.step}`;
  const drawn = { title, curves, ...themeOf(args.theme).paper, transparent: args.transparent };
  const svg = canvasToSvg(canvas, drawn);
  for (const [format, file] of pictures) {
    if (format === 'svg') writeFile(file, canvasToSvg(canvas, { ...drawn, width: args.svgWidth }));
    else if (format === 'png') {
      const raster = await loadRaster(args.scale);
      writeFile(file, raster.png(svg));
      const missing = new MissingGlyphs(raster.has);
      missing.look(canvas);
      missing.warn(file);
    } else if (format === 'html') {
      const { htmlPage } = await import('../ui/export/html.js');
      const runs = orderedRuns(state).map((one) => ({
        label: sanitizeLine(runLabel(state, one.runId), 60),
        state: one,
      }));
      writeFile(file, htmlPage(runs, svg, title));
    } else if (format === 'page') {
      const { pageOf } = await import('./exportPage.js');
      const small = { ...args, size: WITHOUT_SCRIPTS };
      const shown = drawingOf(state, small);
      const look = { title, theme: args.theme, said: verdict(run).text };
      const picture = canvasToSvg(shown.canvas, { ...drawn, curves: shown.curves });
      writeFile(file, pageOf(chosen(args, true), args.presets, { ...look, svg: picture }));
    } else writeFile(file, `${toLines(stillOf(plain, { ...args, octants: false })).join('\n')}\n`);
  }
  return EXIT.fine;
}

async function exportCsv(args: ExportArguments, file: string): Promise<void> {
  const { csvLines, csvShape } = await import('../ui/export/csv.js');
  const shape = csvShape(chosen(args, false));
  let text = '';
  let steps = -1;
  const pieces: string[] = [];
  for (const line of csvLines(chosen(args, false), shape)) {
    text += line;
    steps += 1;
    if (text.length < 1 << 20) continue;
    pieces.push(text);
    text = '';
  }
  if (steps === 0) throw new UserError([`${sanitizeLine(args.log, 200)}: has no steps`]);
  writeFile(file, ...pieces, text);
}

/** Events of the chosen run up to the chosen step. */
function* chosen({ log, run, step }: ExportArguments, cut: boolean): Generator<GradtopEvent> {
  const order: string[] = [];
  for (const event of openLog(log).events()) {
    if (!order.includes(event.runId)) order.push(event.runId);
    if (run !== null && order[run - 1] !== event.runId) continue;
    if (cut && step !== null && 'step' in event && event.step > step) continue;
    yield event;
  }
}

const lastStep = (args: ExportArguments): number => {
  let last = 0;
  for (const event of chosen(args, false)) if (event.type === 'step') last = Math.max(last, event.step);
  return last;
};

const nothing = ({ log, run }: ExportArguments): string =>
  run === null ? `${sanitizeLine(log, 200)}: has no events` : `--run: ${sanitizeLine(log, 200)} has no run ${run}`;
