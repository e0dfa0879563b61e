// The pictures on the screen: which are due, which to remove, and the cells below them. Where something covers a picture, its cells are drawn.
import type { Area } from '../../../core/screen/area.js';
import { DEFAULT, type Canvas, type Layer } from '../../../core/screen/canvas.js';
import type { Picture, PlacedPicture } from '../../../core/screen/picture.js';
import { Pen } from '../pen.js';
import { IMAGES } from './images.js';
import type { ImageForm } from '../identity.js';

const SPACE = 32;
/** Stands for a cell below a picture, which is not written. */
export const BELOW_PICTURE = 0xfffffffe;

export class PictureBoard {
  private shown: readonly PlacedPicture[] = [];

  constructor(private readonly form: ImageForm) {}

  /** The pictures are unknown or gone: draws all of them again. */
  forget(): void {
    this.shown = [];
  }

  /**
   * Takes the pictures of the layers. Cells below a picture become blank in `next` at first, and are left alone as long as it stays.
   * Call the result after the cells are written; it gives the sequences for the pictures.
   */
  place(next: Canvas, shown: Canvas, layers: readonly Layer[]): () => string {
    const due = uncovered(layers, next);
    const before = this.shown;
    this.shown = due;
    const kept = due.map((one, id) => isSame(one, before[id]));
    due.forEach(({ area, picture }, id) => {
      const redrawn = kept[id] !== true && (picture.holes || !isAt(area, before[id]));
      eachCell(area, next.width, (i) => {
        const below = shown.glyph[i] === BELOW_PICTURE;
        if (redrawn && below) shown.glyph[i] = SPACE + 1;
        blank(next, i, below && !redrawn ? BELOW_PICTURE : SPACE);
        if (below && !redrawn) blank(shown, i, BELOW_PICTURE);
      });
    });
    return () => {
      for (const { area } of due) eachCell(area, next.width, (i) => blank(shown, i, BELOW_PICTURE));
      return this.draw(due, before, kept);
    };
  }

  private draw(due: readonly PlacedPicture[], before: readonly PlacedPicture[], kept: readonly boolean[]): string {
    const { draw, remove } = IMAGES[this.form];
    let out = '';
    for (let id = 0; id < Math.max(due.length, before.length); id += 1) {
      const [one, old] = [due[id], before[id]];
      if (old !== undefined && (one === undefined || !isAt(one.area, old))) out += remove(id);
      if (one === undefined || kept[id] === true) continue;
      out += new Pen('none').moveTo(one.area.x, one.area.y) + draw(one.picture, one.area, id);
    }
    return out;
  }
}

const isAt = (area: Area, old: PlacedPicture | undefined): boolean =>
  old?.area.x === area.x && old.area.y === area.y && old.area.width === area.width && old.area.height === area.height;

const samePicture = (a: Picture, b: Picture): boolean =>
  a === b || (a.width === b.width && a.height === b.height && Buffer.compare(a.rgba, b.rgba) === 0);

const isSame = (one: PlacedPicture, old: PlacedPicture | undefined): boolean =>
  old !== undefined && isAt(one.area, old) && samePicture(one.picture, old.picture);

function eachCell({ x, y, width, height }: Area, columns: number, act: (i: number) => void): void {
  for (let row = y; row < y + height; row += 1)
    for (let i = row * columns + x; i < row * columns + x + width; i += 1) act(i);
}

function blank({ glyph, fg, bg, attributes }: Canvas, i: number, code: number): void {
  glyph[i] = code;
  fg[i] = DEFAULT;
  bg[i] = DEFAULT;
  attributes[i] = 0;
}

/** The pictures in cells of the screen, without those that a later layer or the edge of the screen covers in part. */
function uncovered(layers: readonly Layer[], { width, height }: Canvas): PlacedPicture[] {
  return layers.flatMap(({ x, y, pictures = [] }, at) =>
    pictures
      .map(({ area, picture }) => ({ picture, area: { ...area, x: x + area.x, y: y + area.y } }))
      .filter(({ area }) => {
        const inside = area.x >= 0 && area.y >= 0 && area.x + area.width <= width && area.y + area.height <= height;
        return inside && !layers.slice(at + 1).some((layer) => meets(area, layer));
      }),
  );
}

const meets = (area: Area, { x, y, canvas }: Layer): boolean =>
  x < area.x + area.width && area.x < x + canvas.width && y < area.y + area.height && area.y < y + canvas.height;
