// Decodes the parts of TensorBoard's Event message that hold figures: scalars and histograms of both styles, starts of sessions.
import type { BinaryReader } from '@bufbuild/protobuf/wire';
import type { Hparam } from '../../../../core/run/hparams.js';
import { oneLine } from '../../../../core/text/sanitize.js';
import { hparamsIn, hparamsInText, SESSION_TAG } from './hparams.js';
import { histogramIn, readTensor, scalarIn, type Histogram } from './tensor.js';
import { eachField, eachFieldInside } from './wire.js';

export interface BoardHistogram extends Histogram {
  readonly tag: string;
}
export interface BoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** Whether a session starts at this step. */
  readonly starts: boolean;
  readonly scalars: Readonly<Record<string, number>>;
  readonly histograms: readonly BoardHistogram[];
  /** Settings of the hparams plugin; null if this event has none. */
  readonly hparams: Readonly<Record<string, Hparam>> | null;
}

const SESSION_START = 1;

/** @throws Error */
export function decodeEvent(bytes: Uint8Array): BoardEvent {
  const event: Writable<BoardEvent> = {
    wallTime: 0,
    step: 0,
    starts: false,
    scalars: {},
    histograms: [],
    hparams: null,
  };
  eachField(bytes, (field, _wire, reader) => {
    if (field === 1) event.wallTime = reader.double();
    else if (field === 2) event.step = Number(reader.int64());
    else if (field === 5) eachValue(reader, event);
    else if (field === 7) event.starts = isStart(reader.bytes());
    else return false;
    return true;
  });
  return event;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function isStart(bytes: Uint8Array): boolean {
  let status = 0;
  eachField(bytes, (field, _wire, reader) => {
    if (field !== 1) return false;
    status = reader.int32();
    return true;
  });
  return status === SESSION_START;
}

/** Prefix of the tags that the hparams plugin uses internally. */
const PLUGIN = '_hparams_/';

interface Value {
  tag: string;
  scalar?: number;
  histogram?: Histogram;
  hparams?: Record<string, Hparam>;
}

function eachValue(summary: BinaryReader, event: Writable<BoardEvent>): void {
  const histograms: BoardHistogram[] = [];
  const scalars: Record<string, number> = {};
  eachFieldInside(summary, (field, _wire, reader) => {
    if (field !== 1) return false;
    const { tag, scalar, histogram, hparams } = readValue(reader);
    if (hparams !== undefined) event.hparams = { ...event.hparams, ...hparams };
    if (tag.startsWith(PLUGIN)) return true;
    if (scalar !== undefined) scalars[tag] = scalar;
    if (histogram !== undefined) histograms.push({ tag, ...histogram });
    return true;
  });
  event.scalars = scalars;
  event.histograms = histograms;
}

function readValue(from: BinaryReader): Value {
  const value: Value = { tag: '' };
  let tensor: Uint8Array | null = null;
  let plugin: Plugin | null = null;
  eachFieldInside(from, (field, _wire, reader) => {
    if (field === 1) value.tag = oneLine(reader.string());
    else if (field === 2) value.scalar = reader.float();
    else if (field === 5) value.histogram = readHistogram(reader);
    else if (field === 8) tensor = reader.bytes();
    else if (field === 9) plugin = pluginIn(reader.bytes());
    else return false;
    return true;
  });
  takeTensor(value, tensor, plugin);
  return value;
}

function takeTensor(value: Value, bytes: Uint8Array | null, plugin: Plugin | null): void {
  if (plugin !== null && value.tag === SESSION_TAG) value.hparams = hparamsIn(plugin.content);
  if (bytes === null) return;
  const tensor = readTensor(bytes);
  const told = plugin?.name === 'text' ? hparamsInText(value.tag, tensor.text) : null;
  if (told !== null) value.hparams = told;
  const scalar = scalarIn(tensor);
  // Writers may name the plugin only in the first record of a tag.
  const histogram = plugin === null || plugin.name === 'histograms' ? histogramIn(tensor) : undefined;
  if (scalar !== undefined) value.scalar = scalar;
  if (histogram !== undefined) value.histogram = histogram;
}

interface Plugin {
  readonly name: string;
  readonly content: Uint8Array;
}

/** SummaryMetadata: plugin_data { plugin_name, content }. */
function pluginIn(metadata: Uint8Array): Plugin {
  let [name, content] = ['', new Uint8Array()];
  eachField(metadata, (field, _wire, reader) => {
    if (field !== 1) return false;
    eachField(reader.bytes(), (inner, _inner, data) => {
      if (inner === 1) name = data.string();
      else if (inner === 2) content = Uint8Array.from(data.bytes());
      else return false;
      return true;
    });
    return true;
  });
  return { name, content };
}

function readHistogram(from: BinaryReader): Histogram {
  const figures = [NaN, 0, 0, 0, 0, 0];
  eachFieldInside(from, (field, _wire, reader) => {
    if (field < 1 || field > 5) return false;
    figures[field] = reader.double();
    return true;
  });
  const [, min = 0, max = 0, num = 0, , sumSquares = 0] = figures;
  return { min, max, num, sumSquares };
}
