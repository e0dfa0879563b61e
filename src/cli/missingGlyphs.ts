// Warns, once a file, about the characters of a picture that the bundled font cannot draw.
import { fontCharacters } from '../ui/export/svg.js';
import type { Canvas } from '../core/screen/canvas.js';
import { tell } from './output.js';

/** Characters named in the warning. */
const NAMED = 8;

/** `has`: whether the font has a character. */
export class MissingGlyphs {
  private readonly missing = new Set<number>();

  constructor(private readonly has: (code: number) => boolean) {}

  look(canvas: Canvas): void {
    for (const code of fontCharacters(canvas)) if (!this.has(code)) this.missing.add(code);
  }

  warn(file: string): void {
    if (this.missing.size === 0) return;
    const named = [...this.missing].slice(0, NAMED).map((code) => String.fromCodePoint(code));
    const more = this.missing.size > NAMED ? ' ...' : '';
    tell(
      `${file}: the bundled font lacks ${this.missing.size} of its characters (${named.join(' ')}${more}); an SVG uses the fonts of its viewer`,
    );
  }
}
