// Follows logs of lines in beats: a file, the files of a folder, or a stream.
import { basename } from 'node:path';
import { whyNotRead } from '../../core/text/fileTrouble.js';
import { followBeats, type Beat, type BeatFollower } from './beats.js';
import { LineFollower } from './lineFollower.js';
import type { LineFormat } from './lineFormat.js';
import type { Followed, FollowOptions } from './reader.js';
import type { FolderSource, Source } from './source.js';
import { contextOf } from './readLog.js';
import { FileTail, StreamTail } from './tail.js';

export const followLines = (
  source: Source,
  format: LineFormat,
  options: FollowOptions,
): AsyncGenerator<Followed, void> => followBeats(new Followers(source, format, options), options);

/** One follower for a file or a stream, or one for each log of a folder, including logs that appear later. */
class Followers implements BeatFollower {
  private readonly all = new Map<string, LineFollower>();
  /** The file that owns a run id: files of a folder may share one. */
  private readonly owners = new Map<string, string>();

  constructor(
    private readonly source: Source,
    private readonly format: LineFormat,
    private readonly options: FollowOptions,
  ) {
    if (source.kind === 'file') this.add(source.path, source.name, new FileTail(source.path));
    if (source.kind === 'stream') this.add(source.path, source.name, new StreamTail(source.readable()));
  }

  async beat(deadline: number): Promise<Beat> {
    const { source } = this;
    const missing = source.kind === 'folder' ? this.addNew(source) : null;
    if (missing !== null) return { news: [{ type: 'waiting', why: missing }], quiet: true };
    const news: Followed[] = [];
    const order = [...this.all];
    let quiet = true;
    let looked = 0;
    for (const [, follower] of order) {
      if (looked > 0 && this.options.clock.now() >= deadline) break;
      quiet = (await follower.beat(deadline, news)) && quiet;
      looked += 1;
    }
    quiet &&= looked === order.length;
    // The next beat begins with the followers that this one did not reach.
    for (const [file, follower] of order.slice(0, looked % order.length)) {
      this.all.delete(file);
      this.all.set(file, follower);
    }
    return { news: source.kind === 'folder' ? folderNews(news, quiet) : news, quiet };
  }

  async close(): Promise<void> {
    for (const follower of this.all.values()) await follower.close();
  }

  /** Why the folder cannot be read, or null. */
  private addNew(folder: FolderSource): string | null {
    try {
      for (const { path, name } of folder.files())
        if (!this.all.has(path) && this.format.belongs(path)) this.add(path, name, new FileTail(path));
      return this.all.size > 0 ? null : 'no logs in the folder yet';
    } catch (error) {
      return this.all.size > 0 ? null : whyNotRead(error);
    }
  }

  private add(path: string, name: string, tail: FileTail | StreamTail): void {
    const { format, source, options } = this;
    const { clock } = options;
    const owned = (runId: string): string => {
      const owner = this.owners.get(runId) ?? path;
      this.owners.set(runId, owner);
      return owner === path ? runId : `${runId} ${basename(path)}`;
    };
    this.all.set(
      path,
      new LineFollower({ tail, name, format, context: contextOf({ ...source, path }, options), clock, owned }),
    );
  }
}

/** The folder is caught up when every file is. A missing file is no reason to wait. */
function folderNews(news: readonly Followed[], quiet: boolean): Followed[] {
  const some = news.filter(({ type }) => type !== 'caughtUp' && type !== 'waiting');
  return quiet ? [...some, { type: 'caughtUp' }] : some;
}
