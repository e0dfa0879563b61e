// Cuts the bytes of an event file into records: length (8 bytes), its CRC (4), data, its CRC (4).
import { maskedCrc32c } from './crc32c.js';

const HEAD = 12;
const TAIL = 4;
/** Longer records are damage: embeddings and videos take a tenth. */
const LONGEST = 1 << 30;

export type Cut =
  | { readonly type: 'record'; readonly data: Buffer }
  /** Skipped bytes, from byte `at` of the file. */
  | { readonly type: 'damage'; readonly at: number; readonly why: string };

export class RecordCutter {
  private bytes: Buffer = Buffer.alloc(0);
  /** Offset in the file at which `bytes` begins. */
  private offset = 0;
  /** Whether the bytes at the front belong to no record and this has been reported. */
  private lost = false;

  /** Whether a patient `take` stopped before damage. */
  stuck = false;

  /** Number of bytes that do not form a complete record yet. */
  get pending(): number {
    return this.bytes.length;
  }

  /** Forgets the pending bytes, because they will be read again. */
  forget(): void {
    this.bytes = Buffer.alloc(0);
  }

  /** The records that end in this piece, valid until the next call. `patient`: stops before damage, because a network file system may still fill it. */
  *take(piece: Buffer, patient = false): Generator<Cut> {
    this.bytes = this.bytes.length === 0 ? piece : Buffer.concat([this.bytes, piece]);
    let at = 0;
    this.stuck = false;
    try {
      for (;;) {
        if (this.bytes.length - at < HEAD) return;
        if (!isHead(this.bytes, at)) {
          this.stuck = patient;
          if (patient) return;
          if (!this.lost) yield { type: 'damage', at: this.offset + at, why: 'no record begins here' };
          this.lost = true;
          at = nextHead(this.bytes, at + 1);
          continue;
        }
        const length = Number(this.bytes.readBigUInt64LE(at));
        const end = at + HEAD + length;
        if (this.bytes.length < end + TAIL) return;
        const whole = this.bytes.readUInt32LE(end) === maskedCrc32c(this.bytes, at + HEAD, end);
        this.stuck = !whole && patient;
        if (this.stuck) return;
        const data = this.bytes.subarray(at + HEAD, end);
        const begin = this.offset + at;
        at = end + TAIL;
        this.lost = false;
        yield whole ? { type: 'record', data } : { type: 'damage', at: begin, why: 'its checksum differs' };
      }
    } finally {
      // The reader uses the bytes of the piece again.
      this.bytes = Buffer.from(this.bytes.subarray(at));
      this.offset += at;
    }
  }
}

export const isHead = (bytes: Buffer, at: number): boolean =>
  bytes.length >= at + HEAD &&
  bytes.readUInt32LE(at + 4) === 0 &&
  bytes.readUInt32LE(at) <= LONGEST &&
  bytes.readUInt32LE(at + 8) === maskedCrc32c(bytes, at, at + 8);

/** The next offset at which a record may begin; if none is found, the first offset with too few bytes to decide. */
function nextHead(bytes: Buffer, from: number): number {
  const last = bytes.length - HEAD;
  for (let at = from; at <= last; at += 1) if (isHead(bytes, at)) return at;
  return Math.max(from, last + 1);
}
