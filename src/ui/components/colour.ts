// Theme colours as Ink's props; none in a colourless theme or for the terminal's own colour.
import { hexColour } from '../../runtime/terminal/colour.js';
import type { Theme } from '../themes/theme.js';

export const inkColour = (colour: number, theme: Theme): { color?: string } =>
  colour < 0 || theme.colourless ? {} : { color: hexColour(colour) };
