// Theme colours as Ink props; none in a colourless theme or for the terminal's default.
import { hexColour } from '../../runtime/terminal/colour.js';
import type { Theme } from '../themes/theme.js';

export const inkColour = (colour: number, theme: Theme): { color?: string } =>
  colour < 0 || theme.colourless ? {} : { color: hexColour(colour) };
