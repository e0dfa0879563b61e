// The picture of a window that is too small for its application. Pure.
import { createCanvas, text, type Layer } from '../../core/screen/canvas.js';
import { wrap } from '../../core/text/wrap.js';
import type { Size } from './view.js';

export function tooSmall(size: Size, needed: Size): Layer {
  const canvas = createCanvas(size.columns, size.rows);
  const words = `too small: ${needed.columns}x${needed.rows} needed, this is ${size.columns}x${size.rows}`;
  wrap(words, size.columns).forEach((line, y) => text(canvas, 0, y, line));
  return { x: 0, y: 0, canvas };
}
