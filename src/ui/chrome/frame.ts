// The border of a panel with its title. The inside stays free for the panel.
import { BOLD, createCanvas, put, text, type Canvas, type Layer } from '../../core/screen/canvas.js';
import type { Area } from '../../core/screen/area.js';
import { fitText, textWidth } from '../../core/text/width.js';
import type { Look, Theme } from '../themes/theme.js';
import { tone } from './row.js';

/** Corners from the upper left clockwise, then the horizontal and the vertical line. */
const BORDERS = { ascii: '++++-|', focused: '┏┓┛┗━┃', plain: '╭╮╯╰─│' } as const;

/** Four strips round the area. */
export function frameLayers({ x, y, width, height }: Area, focused: boolean, { theme, ascii }: Look): Layer[] {
  const [upperLeft = '', upperRight = '', lowerRight = '', lowerLeft = '', across = '', down = ''] =
    BORDERS[ascii ? 'ascii' : focused ? 'focused' : 'plain'];
  const style = tone(focused ? theme.focus : theme.border, theme);
  const horizontal = (left: string, right: string): Canvas => {
    const canvas = createCanvas(width, 1);
    text(canvas, 0, 0, left + across.repeat(Math.max(0, width - 2)) + right, style);
    return canvas;
  };
  const side = createCanvas(1, height - 2);
  for (let row = 0; row < side.height; row += 1) put(side, 0, row, down.codePointAt(0) ?? 0, style);
  return [
    { x, y, canvas: horizontal(upperLeft, upperRight) },
    { x, y: y + 1, canvas: side },
    { x: x + width - 1, y: y + 1, canvas: side },
    { x, y: y + height - 1, canvas: horizontal(lowerLeft, lowerRight) },
  ];
}

/** Cells for the title of a frame `width` wide. */
export const titleWidth = (width: number): number => width - 5;

/** The title on the upper border of a frame `width` wide, from the third column. */
export function frameTitle(title: string, width: number, focused: boolean, ascii: boolean, theme: Theme): Canvas {
  const shown = fitText(title, titleWidth(width), ascii ? '~' : '…');
  const canvas = createCanvas(shown === '' ? 0 : textWidth(shown) + 2, 1);
  text(canvas, 1, 0, shown, {
    fg: focused ? theme.focus : theme.title,
    ...(focused ? { attributes: BOLD } : {}),
  });
  return canvas;
}
