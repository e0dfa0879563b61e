// Follows a folder with a file for each figure, in beats. The figures of one step come from several files.
import type { ScalarRecord, ScalarRun } from '../../../../core/run/scalars/scalarRun.js';
import { UserError } from '../../../../core/userError.js';
import { LineCutter } from '../../../lineCutter.js';
import { followBeats, POLL_MS, type Beat, type BeatFollower } from '../../beats.js';
import type { Followed, FollowOptions } from '../../reader.js';
import { contextOf } from '../../readLog.js';
import type { Source } from '../../source.js';
import { FileTail } from '../../tail.js';
import { byStep, figureFiles, newRun, recordsOf, type FigureFolder } from './format.js';

const PIECE = 1 << 16;

interface File {
  readonly tail: FileTail;
  readonly cutter: LineCutter;
  readonly recordOf: ReturnType<typeof recordsOf>;
  /** The last step that was read. */
  step: number;
  /** Whether the file was read to its end. */
  quiet: boolean;
}

export const followFigures = (
  format: FigureFolder,
  source: Source,
  options: FollowOptions,
): AsyncGenerator<Followed, void> => followBeats(new Figures(format, source, options), options);

class Figures implements BeatFollower {
  private readonly files = new Map<string, File>();
  private run: ScalarRun;
  private waiting: ScalarRecord[] = [];
  private lookedAt = -Infinity;

  constructor(
    private readonly format: FigureFolder,
    private readonly source: Source,
    private readonly options: FollowOptions,
  ) {
    this.run = newRun(format, source, options);
  }

  async beat(deadline: number): Promise<Beat> {
    const { clock } = this.options;
    this.look();
    let looked = 0;
    for (const [path, file] of [...this.files]) {
      if (looked > 0 && clock.now() >= deadline) break;
      if (!(await this.advance(file))) return { news: [await this.again()], quiet: false };
      looked += 1;
      // The next beat begins with the files that this one did not reach.
      this.files.delete(path);
      this.files.set(path, file);
    }
    const quiet = looked === this.files.size && [...this.files.values()].every((file) => file.quiet);
    return { news: this.newsOf(quiet), quiet };
  }

  async close(): Promise<void> {
    for (const { tail } of this.files.values()) await tail.close();
    this.files.clear();
  }

  private look(): void {
    const now = this.options.clock.now();
    if (now - this.lookedAt < POLL_MS) return;
    this.lookedAt = now;
    try {
      for (const path of figureFiles(this.format, this.source))
        if (!this.files.has(path)) this.files.set(path, this.opened(path));
    } catch (error) {
      // The folder is gone; open files can still be read.
      if (!(error instanceof UserError)) throw error;
    }
  }

  private opened(path: string): File {
    const recordOf = recordsOf(this.format, path);
    return { tail: new FileTail(path), cutter: new LineCutter(), recordOf, step: -Infinity, quiet: false };
  }

  /** False if the file begins again. */
  private async advance(file: File): Promise<boolean> {
    const one = await file.tail.poll(PIECE);
    if (one.type === 'restarted') return false;
    file.quiet = one.type !== 'bytes';
    if (one.type !== 'bytes') return true;
    for (const line of file.cutter.take(one.bytes)) {
      const record = file.recordOf(line.toString('utf8'));
      if (record === null || record === 'header') continue;
      this.waiting.push(record);
      file.step = record.step;
    }
    return true;
  }

  /** If one file begins again, the whole run is read again. */
  private async again(): Promise<Followed> {
    await this.close();
    this.lookedAt = -Infinity;
    this.waiting = [];
    this.run = newRun(this.format, this.source, this.options);
    const { name } = contextOf(this.source, this.options);
    return { type: 'restarted', name: this.source.name, why: 'rewritten', runIds: [name] };
  }

  /** A step is reported once every file has been read beyond it. */
  private newsOf(quiet: boolean): Followed[] {
    const unread = [...this.files.values()].filter((file) => !file.quiet).map(({ step }) => step);
    const horizon = quiet ? Infinity : Math.min(...unread);
    const due = this.waiting.filter(({ step }) => step <= horizon);
    this.waiting = this.waiting.filter(({ step }) => step > horizon);
    const news: Followed[] = due.length === 0 ? [] : [{ type: 'events', events: this.run.take(byStep(due)) }];
    if (!quiet) return news;
    return [...news, this.files.size === 0 ? { type: 'waiting', why: 'no figures yet' } : { type: 'caughtUp' }];
  }
}
