// Writes event files of TensorBoard for tests.
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { maskedCrc32c } from '../../src/runtime/log/formats/tensorboard/crc32c.js';

export interface Written {
  readonly step: number;
  readonly wallTime?: number;
  readonly scalars?: Readonly<Record<string, number>>;
  /** Elements of a tensor whose histogram is written. */
  readonly histograms?: Readonly<Record<string, readonly number[]>>;
  readonly starts?: boolean;
}

export const eventFile = (events: readonly Written[]): Buffer =>
  Buffer.concat([
    record(new BinaryWriter().tag(1, 1).double(1).tag(3, 2).string('brain.Event:2').finish()),
    ...events.map(eventRecord),
  ]);

export function eventRecord({ step, wallTime = step, scalars = {}, histograms = {}, starts = false }: Written): Buffer {
  const writer = new BinaryWriter().tag(1, 1).double(wallTime).tag(2, 0).int64(step);
  if (starts) writer.tag(7, 2).bytes(new BinaryWriter().tag(1, 0).int32(1).finish());
  const summary = new BinaryWriter();
  for (const [tag, value] of Object.entries(scalars))
    summary.tag(1, 2).bytes(new BinaryWriter().tag(1, 2).string(tag).tag(2, 5).float(value).finish());
  for (const [tag, values] of Object.entries(histograms))
    summary.tag(1, 2).bytes(new BinaryWriter().tag(1, 2).string(tag).tag(5, 2).bytes(histogram(values)).finish());
  return record(writer.tag(5, 2).bytes(summary.finish()).finish());
}

function histogram(values: readonly number[]): Uint8Array {
  const figures = [
    Math.min(...values),
    Math.max(...values),
    values.length,
    values.reduce((sum, one) => sum + one, 0),
    values.reduce((sum, one) => sum + one * one, 0),
  ];
  const writer = new BinaryWriter();
  figures.forEach((value, at) => writer.tag(at + 1, 1).double(value));
  return writer.finish();
}

function record(data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length));
  head.writeUInt32LE(maskedCrc32c(head, 0, 8), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(maskedCrc32c(data));
  return Buffer.concat([head, data, tail]);
}
