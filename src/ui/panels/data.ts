// The data: points over the network's decision regions, images of each class, or what a table holds.
import type { RunDataset } from '../../core/run/events.js';
import { sampledAt, scoresAt } from '../../core/run/lookup.js';
import { createCanvas, put, text, type Canvas } from '../../core/screen/canvas.js';
import { reportLines } from '../../core/table/words.js';
import { confusionLines, scoreLines } from '../../core/text/scores.js';
import { fitText } from '../../core/text/width.js';
import { wrap } from '../../core/text/wrap.js';
import { fitting } from '../paint/words.js';
import { plainText, sayNothing } from './common.js';
import { counted, paintPlane, planeOf } from './dataPlane.js';
import { filtersOf, paintImages } from './images.js';
import type { Panel, PanelView } from './panel.js';
import { regionPicture } from './regionPicture.js';

export const dataPanel: Panel = {
  claims: { one: 4, several: 5 },
  lacks: ({ run }) => run?.dataset === undefined,
  withoutData: 'metrics',
  recurrent: 'chain',
  extent: 'pictures',
  title: (view, width = Infinity) => {
    const dataset = view.focus.state.run?.dataset;
    if (dataset === undefined) return 'data';
    const boundary = sampledAt(view.focus.state.boundaries, view.ui.cursorStep);
    const dropped = dataset.dropped === undefined ? '' : ` (${dataset.dropped} left out: missing values)`;
    const samples = [dataset.name ?? 'data', counted(dataset.samples, 'sample')]
      .filter((part) => part !== '')
      .join(', ');
    const filters = dataset.images === undefined ? null : filtersOf(view.focus.state, view.ui.cursorStep);
    if (filters !== null) return fitting([`${samples}, filters at step ${filters.step}`, samples], width, view.ascii);
    if (boundary === undefined) return fitting([samples + dropped, samples], width, view.ascii);
    const at = `at step ${boundary.step}`;
    return fitting(
      [`${samples}${dropped}, boundary ${at}`, `${samples}, boundary ${at}`, `${samples}, ${at}`, samples],
      width,
      view.ascii,
    );
  },
  minimum: { width: 12, height: 5 },
  paint: (canvas, view) => {
    const dataset = view.focus.state.run?.dataset;
    if (dataset === undefined) return sayNothing(canvas, view, 'this log does not describe its data');
    const facts = view.enlarged && dataset.table !== undefined ? Math.floor(canvas.width * FACTS_SHARE) : 0;
    if (dataset.table !== undefined && (facts > 0 || dataset.points === undefined))
      return paintWithFacts(canvas, view, dataset, facts);
    if (dataset.images !== undefined) return paintWithImages(canvas, view, dataset, dataset.images);
    paintPlane(canvas, view, dataset);
  },
  pictures: (view, { width, height }, cell) => {
    const dataset = view.focus.state.run?.dataset;
    if (dataset?.points === undefined || view.theme.rampless) return [];
    const facts = view.enlarged && dataset.table !== undefined ? Math.floor(width * FACTS_SHARE) : 0;
    const laid = planeOf(createCanvas(width - facts, height), view, dataset);
    return laid?.boundary === undefined
      ? []
      : regionPicture(laid.plane, laid.boundary, laid.classes, dataset.points, cell);
  },
};

/** Share of an enlarged panel's width for the description of a table. */
const FACTS_SHARE = 0.55;

/** The plane on the left; on the right the scores and the description of the table. */
function paintWithFacts(canvas: Canvas, view: PanelView, dataset: RunDataset, facts: number): void {
  const width = dataset.points === undefined ? canvas.width : facts;
  const left = canvas.width - width;
  if (dataset.points !== undefined) {
    const plane = createCanvas(left, canvas.height);
    paintPlane(plane, view, dataset);
    copyTo(canvas, plane);
  }
  const scores = scoresAt(view.focus.state, view.ui.cursorStep);
  const scored =
    scores === undefined ? [] : [...scoreLines(scores), '', ...confusionLines(scores, dataset.classNames ?? []), ''];
  const told = dataset.table === undefined ? [] : reportLines(dataset.table);
  const room = Math.max(1, width - 2);
  const lines = [...scored, ...told].flatMap((line) =>
    line === '' || line.includes('   ') ? [line] : wrap(line, room),
  );
  lines.slice(0, canvas.height).forEach((line, y) => {
    const cut = fitText(line, room);
    text(canvas, left + 2, y, view.ascii ? cut.replaceAll('…', '~') : cut, plainText(view));
  });
}

/** Ten classes side by side. */
const IMAGES_WIDTH = 90;
/** Width from which the plane has room beside the images. */
const BESIDE_IMAGES = 130;

/** The images, and in a wide panel the plane of the points on the left. */
function paintWithImages(
  canvas: Canvas,
  view: PanelView,
  dataset: RunDataset,
  images: NonNullable<RunDataset['images']>,
): void {
  const left = canvas.width < BESIDE_IMAGES ? 0 : canvas.width - IMAGES_WIDTH;
  const pictures = createCanvas(canvas.width - left, canvas.height);
  paintImages(pictures, view, images, dataset.classNames ?? []);
  if (left > 0) {
    const plane = createCanvas(left - 2, canvas.height);
    paintPlane(plane, view, dataset);
    copyTo(canvas, plane);
  }
  copyTo(canvas, pictures, left);
}

/** Copies `part` to the upper edge, from column `from` on. */
function copyTo(canvas: Canvas, part: Canvas, from = 0): void {
  for (let y = 0; y < part.height; y += 1)
    for (let x = 0; x < part.width; x += 1) {
      const at = y * part.width + x;
      const style = { fg: part.fg[at]!, bg: part.bg[at]!, attributes: part.attributes[at]! };
      put(canvas, from + x, y, part.glyph[at]!, style);
    }
}
