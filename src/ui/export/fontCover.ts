// Which characters a TrueType font has, from its cmap table.

const HEADER = 12;
const ENTRY = 16;

/** Reads formats 4 (first plane) and 12 (all planes). @see https://learn.microsoft.com/typography/opentype/spec/cmap */
export function charactersOf(font: Buffer): Set<number> {
  const known = new Set<number>();
  const cmap = tableAt(font, 'cmap');
  if (cmap === null) return known;
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i += 1) {
    const at = cmap + font.readUInt32BE(cmap + 4 + 8 * i + 4);
    const format = font.readUInt16BE(at);
    if (format === 4) readSegments(font, at, known);
    else if (format === 12) readGroups(font, at, known);
  }
  return known;
}

function tableAt(font: Buffer, tag: string): number | null {
  for (let i = 0; i < font.readUInt16BE(4); i += 1) {
    const entry = HEADER + ENTRY * i;
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8);
  }
  return null;
}

/** Segments: last code, first code, delta from code to glyph, and the offset of a glyph table (0: no table). Glyph 0 is missing. */
function readSegments(font: Buffer, at: number, known: Set<number>): void {
  const double = font.readUInt16BE(at + 6);
  const lasts = at + 14;
  const firsts = lasts + double + 2;
  for (let i = 0; i < double; i += 2) {
    const delta = font.readUInt16BE(firsts + double + i);
    const offsetAt = firsts + 2 * double + i;
    const offset = font.readUInt16BE(offsetAt);
    const first = font.readUInt16BE(firsts + i);
    for (let code = first; code <= font.readUInt16BE(lasts + i) && code < 0xffff; code += 1) {
      const glyph = offset === 0 ? code + delta : font.readUInt16BE(offsetAt + offset + 2 * (code - first));
      if ((glyph & 0xffff) !== 0) known.add(code);
    }
  }
}

/** Groups of codes: first, last, glyph of the first. */
function readGroups(font: Buffer, at: number, known: Set<number>): void {
  for (let i = 0; i < font.readUInt32BE(at + 12); i += 1) {
    const group = at + 16 + 12 * i;
    for (let code = font.readUInt32BE(group); code <= font.readUInt32BE(group + 4); code += 1) known.add(code);
  }
}
