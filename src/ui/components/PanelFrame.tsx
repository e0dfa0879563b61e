// The border of a panel. The painter fills the inside and the title.
import { Box } from 'ink';
import type { ReactElement } from 'react';
import { BOLD, createCanvas, text, type Canvas } from '../../core/screen/canvas.js';
import { fitText, textWidth } from '../../core/text/width.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';

export interface PanelFrameProps {
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
  readonly ascii: boolean;
  readonly theme: Theme;
}

export function PanelFrame({ width, height, focused, ascii, theme }: PanelFrameProps): ReactElement {
  const { color } = inkColour(focused ? theme.focus : theme.border, theme);
  return (
    <Box
      width={width}
      height={height}
      borderStyle={ascii ? 'classic' : focused ? 'bold' : 'round'}
      {...(color === undefined ? {} : { borderColor: color })}
    />
  );
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
