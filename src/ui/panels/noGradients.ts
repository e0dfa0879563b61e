// Replaces the heatmap if a program logs no gradients: shows the lines of Python that add them.
import { isForeign } from '../../core/diagnosis/foreign/index.js';
import { text, type Canvas } from '../../core/screen/canvas.js';
import { muted, sayNothing } from './common.js';
import type { PanelView } from './panel.js';

const LINES = [
  'import gradtop_log',
  'log = gradtop_log.watch(model, optimizer, "run.jsonl")',
  'log.log(loss=loss)  # in each step',
];
const BEFORE = 'No gradients in this log: these three lines add them';
const AFTER = ['the module is in python/ of gradtop', 'TensorBoard and other ways: docs/watch.md'];

export function paintNoGradients(canvas: Canvas, view: PanelView): void {
  const { state } = view.focus;
  const all = [BEFORE, '', ...LINES, '', ...AFTER];
  const width = Math.max(...all.map(({ length }) => length));
  const known = state.step > 0 && isForeign(state);
  if (!known || canvas.width < width || canvas.height < all.length)
    return sayNothing(canvas, view, state.step > 0 ? 'this log has no gradients' : 'no step yet');
  const x = Math.floor((canvas.width - width) / 2);
  const y = Math.floor((canvas.height - all.length) / 2);
  all.forEach((line, row) =>
    text(canvas, x, y + row, line, LINES.includes(line) ? { fg: view.theme.good } : muted(view)),
  );
}
