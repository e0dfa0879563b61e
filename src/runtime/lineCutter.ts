// Bytes as they come from a file, cut into lines: each byte is looked at once, however long a line is.

const NEWLINE = 10;

export class LineCutter {
  /** Pieces of the line that is not yet complete. Bytes, so that no character is cut in half. */
  private parts: Buffer[] = [];
  private length = 0;

  /** Bytes of the line that is not yet complete. */
  get pending(): number {
    return this.length;
  }

  /** The lines that end in this piece, without their newline; each is good until the next is asked for, and so is the piece. */
  *take(piece: Buffer): Generator<Buffer> {
    let at = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, at)) {
      yield this.parts.length === 0 ? piece.subarray(at, end) : this.joined(piece.subarray(at, end));
      at = end + 1;
    }
    if (at === piece.length) return;
    this.parts.push(Buffer.from(piece.subarray(at)));
    this.length += piece.length - at;
  }

  /** What no newline ends. */
  rest(): Buffer {
    return this.joined();
  }

  private joined(...last: readonly Buffer[]): Buffer {
    const line = Buffer.concat([...this.parts, ...last]);
    this.parts = [];
    this.length = 0;
    return line;
  }
}
