// Cuts bytes of a file into lines. Each byte is scanned once, whatever the length of a line.

const NEWLINE = 10;
const RETURN = 13;

export class LineCutter {
  /** Pieces of the incomplete line, as bytes so that no character is split. */
  private parts: Buffer[] = [];
  private length = 0;

  /** `returns`: \r ends a line too, because progress bars write it; \r\n then ends two lines. */
  constructor(private readonly returns = false) {}

  /** Number of bytes in the incomplete line. */
  get pending(): number {
    return this.length;
  }

  /** Lines that end in this piece, without newline; each is valid until the next one is requested. */
  *take(piece: Buffer): Generator<Buffer> {
    let at = 0;
    for (let end = this.endIn(piece, 0); end >= 0; end = this.endIn(piece, at)) {
      yield this.parts.length === 0 ? piece.subarray(at, end) : this.joined(piece.subarray(at, end));
      at = end + 1;
    }
    if (at === piece.length) return;
    this.parts.push(Buffer.from(piece.subarray(at)));
    this.length += piece.length - at;
  }

  /** The incomplete line, which stays. */
  peek(): Buffer {
    return Buffer.concat(this.parts);
  }

  /** The rest without a newline. */
  rest(): Buffer {
    return this.joined();
  }

  private endIn(piece: Buffer, from: number): number {
    const newline = piece.indexOf(NEWLINE, from);
    if (!this.returns) return newline;
    const end = piece.subarray(0, newline < 0 ? piece.length : newline).indexOf(RETURN, from);
    return end < 0 ? newline : end;
  }

  private joined(...last: readonly Buffer[]): Buffer {
    const line = Buffer.concat([...this.parts, ...last]);
    this.parts = [];
    this.length = 0;
    return line;
  }
}
