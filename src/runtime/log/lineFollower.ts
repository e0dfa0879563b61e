// Follows one log of lines: turns the bytes of its tail into events, and continues after damage and holes.
import type { GradtopEvent } from '../../core/run/events.js';
import { RunSplitter } from '../../core/run/splitRuns.js';
import { UserError } from '../../core/userError.js';
import { LineCutter } from '../lineCutter.js';
import { PATIENCE_MS } from './beats.js';
import type { Clock } from './clock.js';
import type { Decode, DecoderContext, LineFormat } from './lineFormat.js';
import { LONGEST_LINE } from './lines.js';
import type { Followed } from './reader.js';
import type { Tail } from './tail.js';

/** Bytes read at a time. */
const PIECE = 1 << 16;
/** Bytes read at a time inside a hole of zeros, to find its end. */
const HOLE_PIECE = 1 << 22;

interface LineFollowerOptions {
  readonly tail: Tail;
  readonly name: string;
  readonly format: LineFormat;
  readonly context: DecoderContext;
  readonly clock: Clock;
  /** The id of a run of this file among the runs of all files. */
  readonly owned: (runId: string) => string;
}

export class LineFollower {
  private cutter: LineCutter;
  private decoder: Decode;
  private splitter = new RunSplitter();
  private runIds = new Set<string>();
  private line = 1;
  /** Whether the current line is damaged; it is skipped up to its newline. */
  private spoiled = false;
  /** Length of the incomplete line that was tried last, and whether its event has been reported. */
  private tried = { length: 0, reported: false };
  private holeSince: number | null = null;
  /** Whether the zeros reach to the end of the bytes. */
  private toEnd = false;
  private events: GradtopEvent[] = [];
  private gone = false;

  constructor(private readonly options: LineFollowerOptions) {
    this.decoder = options.format.decoder(options.context);
    this.cutter = this.newCutter();
  }

  private newCutter(): LineCutter {
    return new LineCutter(this.options.format.returns);
  }

  /** Appends to `news`. Returns whether nothing is left to read. */
  async beat(deadline: number, news: Followed[]): Promise<boolean> {
    const { tail, clock } = this.options;
    let quiet = false;
    do {
      const one = await tail.poll(this.holeSince === null ? PIECE : HOLE_PIECE);
      if (one.type === 'bytes') {
        quiet = !this.take(one.bytes, news);
        // Only zeros remain, so all data has been read.
        if (quiet && one.last && this.toEnd) this.idle(false, news);
      } else if (one.type === 'restarted') this.restart(one.why, news);
      else {
        quiet = true;
        this.flush(news);
        if (one.type === 'absent') news.push({ type: 'waiting', why: one.why });
        else if (one.type === 'ended') this.end(news);
        else this.idle(one.gone, news);
      }
    } while (!quiet && clock.now() < deadline);
    this.flush(news);
    return quiet;
  }

  close(): Promise<void> {
    return this.options.tail.close();
  }

  /** False if zeros stop the reading. */
  private take(bytes: Buffer, news: Followed[]): boolean {
    const hole = this.options.tail.rewind === undefined ? -1 : bytes.indexOf(0);
    if (hole < 0) {
      this.holeSince = null;
      this.cut(bytes, news);
      return true;
    }
    if (hole > 0) {
      this.holeSince = null;
      this.cut(bytes.subarray(0, hole), news);
    }
    const now = this.options.clock.now();
    this.holeSince ??= now;
    const zeros = zerosIn(bytes, hole);
    // Zeros at the end of a file are space that the writer reserved.
    this.toEnd = hole + zeros === bytes.length;
    const over = !this.toEnd && now - this.holeSince >= PATIENCE_MS;
    this.options.tail.rewind?.(bytes.length - hole - (over ? zeros : 0));
    if (!over) return false;
    this.spoil('zeros instead of data', news);
    this.holeSince = null;
    return true;
  }

  private cut(bytes: Buffer, news: Followed[]): void {
    for (const line of this.cutter.take(bytes)) {
      if (!this.spoiled && !this.tried.reported) this.decode(line.toString('utf8'), news);
      this.spoiled = false;
      this.tried = { length: 0, reported: false };
      this.line += 1;
    }
    if (this.cutter.pending > LONGEST_LINE) this.spoil('a line longer than 256 MB', news);
  }

  private spoil(why: string, news: Followed[]): void {
    this.cutter = this.newCutter();
    if (!this.spoiled) this.damaged(why, news);
    this.spoiled = true;
  }

  private decode(text: string, news: Followed[]): void {
    try {
      this.keep(this.decoder(text));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.damaged(error.message, news);
    }
  }

  private keep(events: readonly GradtopEvent[]): void {
    for (const split of this.options.format.namesRuns ? events : events.flatMap((one) => this.splitter.split(one))) {
      const runId = this.options.owned(split.runId);
      this.runIds.add(runId);
      this.events.push(runId === split.runId ? split : { ...split, runId });
    }
  }

  private damaged(why: string, news: Followed[]): void {
    this.flush(news);
    news.push({ type: 'damaged', where: `${this.options.name}:${this.line}`, why });
  }

  /** Called at the end of the file. A last line without a newline counts if it decodes. */
  private idle(gone: boolean, news: Followed[]): void {
    this.flush(news);
    const { pending } = this.cutter;
    if (pending > 0 && pending !== this.tried.length && !this.spoiled && !this.tried.reported) {
      const whole = this.wholeLine();
      this.tried = { length: pending, reported: whole.length > 0 };
      this.keep(whole);
      this.flush(news);
    }
    if (gone && !this.gone) news.push({ type: 'deleted', name: this.options.name });
    this.gone = gone;
    news.push({ type: 'caughtUp' });
  }

  private wholeLine(): readonly GradtopEvent[] {
    if (!this.options.format.selfDelimiting) return [];
    try {
      return this.decoder(this.cutter.peek().toString('utf8'));
    } catch {
      // The writer has not finished the line.
      return [];
    }
  }

  private end(news: Followed[]): void {
    if (this.cutter.pending > 0 && !this.spoiled && !this.tried.reported)
      this.decode(this.cutter.rest().toString('utf8'), news);
    this.flush(news);
    news.push({ type: 'ended' });
  }

  private restart(why: Extract<Followed, { type: 'restarted' }>['why'], news: Followed[]): void {
    this.flush(news);
    news.push({ type: 'restarted', name: this.options.name, why, runIds: [...this.runIds] });
    this.cutter = this.newCutter();
    this.decoder = this.options.format.decoder(this.options.context);
    this.splitter = new RunSplitter();
    this.runIds = new Set();
    this.line = 1;
    this.spoiled = false;
    this.tried = { length: 0, reported: false };
    this.holeSince = null;
  }

  private flush(news: Followed[]): void {
    if (this.events.length === 0) return;
    news.push({ type: 'events', events: this.events });
    this.events = [];
  }
}

function zerosIn(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] === 0) at += 1;
  return at - from;
}
