// Themes by name. Ramps rise in lightness, so they order without hue; class colours are safe for colour blindness.
import type { ColourDepth } from '../../runtime/terminal/colour.js';
import type { Theme } from './theme.js';

/** Okabe & Ito 2008, brightened for dark backgrounds. */
const RUNS = [0x56b4e9, 0xe69f00, 0x00c48c, 0xf0e442, 0xd783c4, 0xff7f50, 0x9fb4ff, 0xb8d4a0, 0xe0e0e0] as const;
const VIRIDIS = [0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725] as const;
const INFERNO = [0x0b0724, 0x2f0a5b, 0x65156e, 0x9b2964, 0xcf4446, 0xf1711f, 0xfca50a, 0xf6e58d] as const;

const dark: Theme = {
  name: 'dark',
  paper: { background: 0x101418, foreground: 0xe4e7eb },
  text: -1,
  muted: 0x8a8f98,
  border: 0x4a4f58,
  focus: 0x56b4e9,
  title: 0xd0d4da,
  good: 0x4ec98f,
  warning: 0xf0b93a,
  alarm: 0xff6b5e,
  info: 0x7fb4ff,
  plateau: 0xf0b93a,
  cursor: 0xffffff,
  classes: [0x56b4e9, 0xe69f00, 0x4ec98f, 0xf0e442, 0xd783c4, 0xff7f50, 0x9fb4ff, 0xb8d4a0, 0xe0e0e0, 0xa0785a],
  regions: [0x16303f, 0x3d2c0d, 0x143526, 0x3b3812, 0x372033, 0x3f2016, 0x22283f, 0x2b3524, 0x333333, 0x2a1f17],
  runs: RUNS,
  ramp: VIRIDIS,
  colourless: false,
  rampless: false,
};
const light: Theme = {
  ...dark,
  name: 'light',
  paper: { background: 0xffffff, foreground: 0x1f2328 },
  muted: 0x6a7079,
  border: 0xb4bac4,
  focus: 0x0068a8,
  title: 0x2b3038,
  good: 0x00784f,
  warning: 0x9a6200,
  alarm: 0xc02a1c,
  info: 0x1c5fb8,
  plateau: 0x9a6200,
  cursor: 0x000000,
  classes: [0x0072b2, 0xc25700, 0x00784f, 0x8a7a00, 0x9b3d83, 0xb03a20, 0x3f56b8, 0x55743a, 0x555555, 0x6b4a32],
  regions: [0xcfe6f5, 0xfae3c4, 0xcdeedd, 0xf6f1c0, 0xf0d7e8, 0xf9d8cf, 0xdbe1fa, 0xe2edd8, 0xe6e6e6, 0xe8dcd2],
  runs: [0x0072b2, 0xc25700, 0x00784f, 0x8a7a00, 0x9b3d83, 0xb03a20, 0x3f56b8, 0x55743a, 0x555555],
};
const ember: Theme = { ...dark, name: 'ember', ramp: INFERNO, focus: 0xfca50a };
const contrast: Theme = {
  ...dark,
  name: 'contrast',
  paper: { background: 0x000000, foreground: 0xffffff },
  muted: 0xc8c8c8,
  border: 0xffffff,
  focus: 0xffff00,
  title: 0xffffff,
  good: 0x00ff00,
  warning: 0xffff00,
  alarm: 0xff4040,
  info: 0x00ffff,
  plateau: 0xffff00,
  ramp: [0x000000, 0x404040, 0x808080, 0xc0c0c0, 0xffffff],
};
/** No colours: glyphs and weight carry the meaning. */
const none: Theme = { ...dark, name: 'none', colourless: true, rampless: true };

export const THEMES: readonly Theme[] = [dark, light, ember, contrast, none];
export const THEME_NAMES: readonly string[] = THEMES.map((theme) => theme.name);

/** The theme of that name, or the first. */
export const themeOf = (name: string): Theme => THEMES.find((theme) => theme.name === name) ?? dark;

/**
 * The theme of that name for a terminal with few colours or none. Sixteen colours suffice for words but not for a
 * ramp: most of its shades map to the same grey.
 */
export function themeAt(name: string, depth: ColourDepth): Theme {
  const theme = themeOf(name);
  if (depth === '256' || depth === 'truecolor') return theme;
  return { ...theme, colourless: theme.colourless || depth === 'none', rampless: true };
}
