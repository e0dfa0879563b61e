// A folder of TensorBoard's event files of any size: a loss each step, and a gradient histogram of each layer every few steps.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { maskedCrc32c } from '../../src/runtime/log/formats/tensorboard/crc32c.js';

export interface EventFolder {
  readonly steps: number;
  readonly layers: number;
  /** Steps from one histogram to the next. */
  readonly every: number;
}

/** Buckets of each histogram, about as many as a trained network fills. */
const BUCKETS = 120;
const PIECE = 1 << 22;

const packed = (value: (at: number) => number): Uint8Array =>
  new Uint8Array(Float64Array.from({ length: BUCKETS }, (_, at) => value(at)).buffer);
const LIMITS = packed((at) => (2 * at) / BUCKETS - 1);
const COUNTS = packed((at) => at % 7);

function record(data: Uint8Array): Buffer {
  const whole = Buffer.alloc(data.length + 16);
  whole.writeBigUInt64LE(BigInt(data.length));
  whole.writeUInt32LE(maskedCrc32c(whole, 0, 8), 8);
  whole.set(data, 12);
  whole.writeUInt32LE(maskedCrc32c(data), data.length + 12);
  return whole;
}

function eventOf(step: number, value: BinaryWriter): Buffer {
  const summary = new BinaryWriter().tag(1, 2).bytes(value.finish()).finish();
  return record(new BinaryWriter().tag(1, 1).double(step).tag(2, 0).int64(step).tag(5, 2).bytes(summary).finish());
}

const scalar = (tag: string, value: number): BinaryWriter =>
  new BinaryWriter().tag(1, 2).string(tag).tag(2, 5).float(value);

function histogram(tag: string, rms: number): BinaryWriter {
  const figures = [-1, 1, 4096, 0, 4096 * rms * rms];
  const writer = new BinaryWriter();
  figures.forEach((figure, at) => writer.tag(at + 1, 1).double(figure));
  return new BinaryWriter()
    .tag(1, 2)
    .string(tag)
    .tag(5, 2)
    .bytes(writer.tag(6, 2).bytes(LIMITS).tag(7, 2).bytes(COUNTS).finish());
}

function* recordsOf({ steps, layers, every }: EventFolder): Generator<Buffer> {
  yield record(new BinaryWriter().tag(1, 1).double(1).tag(3, 2).string('brain.Event:2').finish());
  for (let step = 1; step <= steps; step += 1) {
    yield eventOf(step, scalar('train/loss', 3 * step ** -0.2));
    if (step % every !== 0) continue;
    for (let layer = 0; layer < layers; layer += 1)
      yield eventOf(step, histogram(`gradients/h.${Math.floor(layer / 12)}.p${layer % 12}.weight`, 1e-5 * (layer + 1)));
  }
}

/** Writes the folder and returns the number of bytes. Yields between pieces, so that Ctrl+C works. */
export async function writeEventFolder(folder: string, shape: EventFolder): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const descriptor = openSync(path.join(folder, 'events.out.tfevents.1.host.1.0'), 'w');
  let [written, waiting] = [0, 0];
  let pieces: Buffer[] = [];
  const write = (): void => {
    written += writeSync(descriptor, Buffer.concat(pieces));
    pieces = [];
    waiting = 0;
  };
  try {
    for (const one of recordsOf(shape)) {
      pieces.push(one);
      waiting += one.length;
      if (waiting < PIECE) continue;
      write();
      await new Promise((resolve) => setImmediate(resolve));
    }
    write();
    return written;
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes of a step, about. */
export const eventBytesAStep = ({ layers, every }: Omit<EventFolder, 'steps'>): number =>
  70 + (layers * (16 * BUCKETS + 130)) / every;
