// Images in a terminal, a record for each protocol: how to ask for it, draw a picture over cells, and remove it. Octants are only asked for.
import type { Area } from '../../../core/screen/area.js';
import { OCTANT_POINTS, type CellPixels, type Picture } from '../../../core/screen/picture.js';
import { notBefore, type ImageForm, type Octants, type PictureForm } from '../identity.js';
import type { TerminalReply } from '../replies.js';
import { toPng } from './png.js';
import { toSixel } from './sixel.js';

/** What to ask before pictures are drawn. */
export interface PictureQuery {
  /** What to ask the terminal; empty if its name is the answer. */
  readonly query: string;
  /** The pixels of a cell for pictures, once the replies allow them; null: not yet, or never. */
  readonly allowed: (replies: readonly TerminalReply[]) => CellPixels | null;
  /** Removes all pictures when the screen is left. */
  readonly clear: string;
}

interface ImageProtocol extends PictureQuery {
  /** The sequences that draw picture number `id` with its upper left corner at the cursor. */
  readonly draw: (picture: Picture, area: Area, id: number) => string;
  /** Removes a picture; empty where cells that are written over it do that. */
  readonly remove: (id: number) => string;
}

/** Device attributes: every terminal answers, so that a query without an answer is known to be one. */
const ATTRIBUTES = '\u001b[c';
const CELL_SIZE = '\u001b[16t';
/** XTVERSION: name and version. */
const VERSION = '\u001b[>q';
const SIXEL = 4;
/** Pixels of a cell where the terminal scales the picture to its cells. */
const SCALED: CellPixels = { width: 6, height: 12 };
/** Any number of our own. */
const FIRST_ID = 4100;
/** The longest piece of data in one sequence. */
const PIECE = 4096;
const apc = (control: string, data = ''): string => `\u001b_G${control}${data === '' ? '' : `;${data}`}\u001b\\`;

export const IMAGES: Readonly<Record<ImageForm, ImageProtocol>> = {
  // https://sw.kovidgoyal.net/kitty/graphics-protocol/; q=2: no replies, C=1: the cursor stays.
  kitty: {
    query: apc(`i=${FIRST_ID},s=1,v=1,a=q,t=d,f=24`, 'AAAA') + ATTRIBUTES,
    allowed: (replies) => (replies.some((reply) => reply.kind === 'graphics' && reply.ok) ? SCALED : null),
    draw(picture, { width, height }, id) {
      const data = toPng(picture).toString('base64');
      const pieces = data.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [];
      const control = `a=T,f=100,i=${FIRST_ID + id},p=1,c=${width},r=${height},C=1,q=2`;
      return pieces
        .map((piece, i) => {
          const more = `m=${i < pieces.length - 1 ? 1 : 0}`;
          return apc(i === 0 ? `${control},${more}` : `${more},q=2`, piece);
        })
        .join('');
    },
    remove: (id) => apc(`a=d,d=I,i=${FIRST_ID + id},q=2`),
    clear: apc('a=d,d=A,q=2'),
  },
  // https://iterm2.com/documentation-images.html
  iterm2: {
    query: '',
    allowed: () => SCALED,
    draw(picture, { width, height }) {
      const png = toPng(picture);
      const control = `inline=1;size=${png.length};width=${width};height=${height};preserveAspectRatio=0;doNotMoveCursor=1`;
      return `\u001b]1337;File=${control}:${png.toString('base64')}\u0007`;
    },
    remove: () => '',
    clear: '',
  },
  // Sixels are pixels of the screen, so the size of a cell must be known.
  sixel: {
    query: CELL_SIZE + ATTRIBUTES,
    allowed(replies) {
      const able = replies.some((reply) => reply.kind === 'attributes' && reply.list.includes(SIXEL));
      const size = replies.find((reply) => reply.kind === 'cell');
      return able && size !== undefined ? { width: size.width, height: size.height } : null;
    },
    draw: (picture) => toSixel(picture),
    remove: () => '',
    clear: '',
  },
};

const octants = ({ since }: Octants): PictureQuery => ({
  query: since === undefined ? '' : VERSION,
  allowed: (replies) =>
    since === undefined ||
    replies.some(
      (reply) =>
        reply.kind === 'version' &&
        reply.name.toLowerCase() === since.name.toLowerCase() &&
        notBefore(reply.version, since.version),
    )
      ? OCTANT_POINTS
      : null,
  clear: '',
});

export const queryOf = (form: PictureForm): PictureQuery => (typeof form === 'string' ? IMAGES[form] : octants(form));
