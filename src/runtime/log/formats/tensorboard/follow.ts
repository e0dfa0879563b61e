// Follows the event files of one run, including files that appear later and files in inner folders.
import { UserError } from '../../../../core/userError.js';
import type { GradtopEvent } from '../../../../core/run/events.js';
import { followBeats, PATIENCE_MS, POLL_MS, type Beat, type BeatFollower } from '../../beats.js';
import type { Followed, FollowOptions } from '../../reader.js';
import { contextOf } from '../../readLog.js';
import type { Source } from '../../source.js';
import { FileTail, StreamTail, type Tail } from '../../tail.js';
import { BoardRun } from './boardRun.js';
import { decoded, filesOf } from './read.js';
import { RecordCutter } from './records.js';

/** Bytes read at a time; as many again as a long record has so far, so that it is not copied too often. */
const PIECE = 1 << 18;

interface File {
  readonly tail: Tail;
  readonly name: string;
  readonly inside: string;
  cutter: RecordCutter;
  stuckSince: number | null;
}

/** What a look leaves: more to read, nothing, the end of a stream, or a file that begins again. */
type Left = 'more' | 'quiet' | 'ended' | 'again';

export const followBoard = (source: Source, options: FollowOptions): AsyncGenerator<Followed, void> =>
  followBeats(new Board(source, options), options);

class Board implements BeatFollower {
  private readonly files = new Map<string, File>();
  private run: BoardRun;
  private news: Followed[] = [];
  private lookedAt = -Infinity;

  constructor(
    private readonly source: Source,
    private readonly options: FollowOptions,
  ) {
    this.run = this.newRun();
    if (source.kind === 'stream') this.add(source.path, source.name, '', new StreamTail(source.readable()));
  }

  async beat(deadline: number): Promise<Beat> {
    this.news = [];
    this.look();
    let left: Left = 'more';
    while (left === 'more') {
      left = await this.advanceAll(deadline);
      if (this.options.clock.now() >= deadline) break;
    }
    if (left === 'quiet' || left === 'ended') this.tell(this.run.flush());
    if (left === 'ended') this.news.push({ type: 'ended' });
    else if (left === 'quiet')
      this.news.push(this.files.size === 0 ? { type: 'waiting', why: 'no event files yet' } : { type: 'caughtUp' });
    return { news: this.news, quiet: left === 'quiet' };
  }

  /** Reads a piece of each file. The next call begins with the files that this one does not reach before the deadline. */
  private async advanceAll(deadline: number): Promise<Left> {
    let all: Left = 'quiet';
    for (const [looked, [key, file]] of [...this.files].entries()) {
      if (looked > 0 && this.options.clock.now() >= deadline) return 'more';
      const one = await this.advance(file);
      // The earlier events of the file are void, so every file of the run is read again.
      if (one === 'again') await this.begin(file.name);
      if (one === 'again' || one === 'ended') return one;
      if (one === 'more') all = 'more';
      this.files.delete(key);
      this.files.set(key, file);
    }
    return all;
  }

  async close(): Promise<void> {
    for (const { tail } of this.files.values()) await tail.close();
    this.files.clear();
  }

  /** Finds new files, once per polling interval. */
  private look(): void {
    const now = this.options.clock.now();
    if (this.source.kind === 'stream' || now - this.lookedAt < POLL_MS) return;
    this.lookedAt = now;
    try {
      for (const { file, inside } of filesOf(this.source))
        if (!this.files.has(file.path)) this.add(file.path, file.name, inside, new FileTail(file.path));
    } catch (error) {
      // The folder is gone or does not exist yet; open files can still be read.
      if (!(error instanceof UserError)) throw error;
    }
  }

  private add(key: string, name: string, inside: string, tail: Tail): void {
    this.files.set(key, { tail, name, inside, cutter: new RecordCutter(), stuckSince: null });
  }

  private async advance(file: File): Promise<Left> {
    const one = await file.tail.poll(Math.max(PIECE, file.cutter.pending));
    if (one.type === 'restarted') return 'again';
    if (one.type === 'ended') return 'ended';
    if (one.type === 'absent') this.news.push({ type: 'waiting', why: one.why });
    if (one.type !== 'bytes') return 'quiet';
    const now = this.options.clock.now();
    const { tail, cutter } = file;
    const patient = tail.rewind !== undefined && (file.stuckSince === null || now - file.stuckSince < PATIENCE_MS);
    for (const cut of cutter.take(one.bytes, patient)) {
      const event = cut.type === 'record' ? decoded(cut.data) : null;
      if (event !== null) this.tell(this.run.take(event, file.inside));
      else {
        const where = cut.type === 'damage' ? `${file.name}: byte ${cut.at}` : file.name;
        this.news.push({
          type: 'damaged',
          where,
          why: cut.type === 'damage' ? cut.why : 'not an event of TensorBoard',
        });
      }
    }
    if (!cutter.stuck) {
      file.stuckSince = null;
      return 'more';
    }
    file.stuckSince ??= now;
    if (cutter.pending <= one.bytes.length) {
      tail.rewind?.(cutter.pending);
      cutter.forget();
    } else file.stuckSince = -Infinity;
    return 'quiet';
  }

  private async begin(name: string): Promise<void> {
    this.news.push({ type: 'restarted', name, why: 'replaced', runIds: [this.runId()] });
    await this.close();
    this.run = this.newRun();
    this.lookedAt = -Infinity;
  }

  private newRun(): BoardRun {
    return new BoardRun(contextOf(this.source, this.options));
  }
  private runId(): string {
    return contextOf(this.source, this.options).name;
  }

  private tell(events: readonly GradtopEvent[]): void {
    if (events.length > 0) this.news.push({ type: 'events', events });
  }
}
