// Describes a map in sentences, from its numbers.
import { kebab } from '../config/describe.js';
import { formatAccuracy, formatLoss, formatSmall } from '../format.js';
import { upperMedian } from '../median.js';
import { axisLabel } from './label.js';
import { criticalLine } from './critical.js';
import { agreementOf, depthBorder } from './depthBorder.js';
import { cellKey, type SweepMap } from './map.js';
import { sliceMaps, sliceWords } from './slices.js';
import { cellDiverged, cellTrained, type CellResult } from './results.js';

/** R below which the text says "vanish"; above its inverse it says "explode". */
const QUIET = 0.1;

/** One to four sentences, one line each; of several maps, one for each. */
export function sweepSentences(map: SweepMap): string[] {
  if (map.plan.z === undefined) return sentencesOf(map);
  return sliceMaps(map).flatMap((own, slice) => `${sliceWords(map.plan, slice)}: ${sentencesOf(own)[0] ?? ''}`);
}

function sentencesOf(map: SweepMap): string[] {
  const { size } = map.cells;
  const run = map.cells.values().next().value?.seeds[0];
  if (run === undefined) return ['No cell is done.'];
  let [trained, diverged] = [0, 0];
  for (const cell of map.cells.values()) {
    if (cellTrained(cell)) trained += 1;
    if (cellDiverged(cell)) diverged += 1;
  }
  const missing = map.total - size;
  const sentences = [
    `${trained} of ${size} cells train (loss below ${formatLoss(run.labelEntropy / 2)}, half of chance level)` +
      `${diverged > 0 ? `, ${diverged} diverged` : ''}${missing > 0 ? `, ${missing} are pending` : ''}.`,
  ];
  const edge = edgeSentence(map);
  if (edge !== null) sentences.push(edge);
  const theory = theorySentence(map);
  if (theory !== null) sentences.push(theory);
  const depth = depthSentence(map);
  if (depth !== null) sentences.push(depth);
  return sentences;
}

/** The largest x at which a tenth of the cells (at least two, if possible) trains: the range of y, and the gradients on either side. */
function edgeSentence({ plan, cells }: SweepMap): string | null {
  const { x, y } = plan;
  const columns = x.values.map((value, column) => ({ value, column })).sort((a, b) => b.value - a.value);
  // A single cell can train by luck, so it is not an edge.
  const least = Math.min(y.values.length, Math.max(2, Math.ceil(y.values.length / 10)));
  for (const { value, column } of columns) {
    const all = y.values
      .map((_, row) => cells.get(cellKey(plan, { column, row })))
      .filter((cell) => cell !== undefined)
      .sort((a, b) => a.y - b.y);
    const trained = all.filter(cellTrained);
    const [first, last] = [trained[0], trained.at(-1)];
    if (first === undefined || last === undefined || trained.length < least) continue;
    const range = first === last ? axisLabel(first.y) : `${axisLabel(first.y)} to ${axisLabel(last.y)}`;
    const lower = side(
      'below',
      all.filter((cell) => cell.y < first.y),
    );
    const upper = side(
      'above',
      all.filter((cell) => cell.y > last.y),
    );
    const none =
      column === columns[0]?.column ? '' : `, the largest at which ${least} of ${y.values.length} or more train`;
    const sides = [lower, upper].filter((part) => part !== null);
    return (
      `At ${kebab(x.field)} ${axisLabel(value)}${none}: ${trained.length} of ${all.length} train, ${kebab(y.field)} ${range}` +
      `${sides.length > 0 ? `; ${sides.join('; ')}` : ''}.`
    );
  }
  return null;
}

function side(where: string, cells: readonly CellResult[]): string | null {
  if (cells.length === 0) return null;
  const diverged = cells.filter(cellDiverged).length;
  const middle = upperMedian(cells.flatMap(({ initialR }) => initialR ?? []));
  if (middle === undefined || 2 * diverged > cells.length) return `${where}: ${diverged} of ${cells.length} diverged`;
  const word = middle < QUIET ? 'vanish' : middle > 1 / QUIET ? 'explode' : 'neither vanish nor explode';
  return `${where}: gradients ${word} towards the input at the start (median R ${formatSmall(middle)})`;
}

function theorySentence({ plan }: SweepMap): string | null {
  const line = criticalLine(plan);
  if (line === null) return null;
  const { field } = line.along === 'y' ? plan.y : plan.x;
  const values = line.values.filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const at = low === high ? axisLabel(low) : `${axisLabel(low)} to ${axisLabel(high)}`;
  return `Theory (wide networks): chi = 1 at ${kebab(field)} ${at}.`;
}

/** The border of depth, for a whole map on which it is measured. */
function depthSentence(map: SweepMap): string | null {
  const { plan, cells } = map;
  if (cells.size < plan.x.values.length * plan.y.values.length) return null;
  const border = depthBorder(plan);
  if (border === null) return null;
  const { cells: all, same, ratio, borders } = agreementOf(map, border);
  if (ratio === null) return null;
  return (
    `Theory (wide networks): depth trains to 6 xi; ${same} of ${all} cells agree (${formatAccuracy(same / all)}); ` +
    `the measured border lies at ${formatSmall(ratio)} times the predicted depth (median of ${borders}).`
  );
}
