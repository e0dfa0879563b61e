// The whole lines of a file that grows, as they come.
import { LineCutter } from '../lineCutter.js';
import { FileTail } from './tail.js';

/** Bytes read at a time. */
const PIECE = 1 << 20;

export interface TailedNews {
  /** Since the last look; from the first one of the file if `restarted`. */
  readonly lines: readonly string[];
  /** The file was replaced, cut or written over. */
  readonly restarted: boolean;
  /** More bytes wait. */
  readonly more: boolean;
  /** Why the file cannot be read now; null: it can. */
  readonly absent: string | null;
}

export class TailedLines {
  private readonly tail: FileTail;
  private cutter = new LineCutter();

  /** `from`: the beginning of the first line. */
  constructor(
    readonly path: string,
    from = 0,
  ) {
    this.tail = new FileTail(path, from);
  }

  async look(): Promise<TailedNews> {
    const news = await this.tail.poll(PIECE);
    const none = { lines: [], restarted: false, more: false, absent: null };
    if (news.type === 'absent') return { ...none, absent: news.why };
    if (news.type === 'restarted') {
      this.cutter = new LineCutter();
      return { ...none, restarted: true, more: true };
    }
    if (news.type !== 'bytes') return none;
    const lines = [...this.cutter.take(news.bytes)].map((line) => line.toString('utf8'));
    return { ...none, lines, more: !news.last };
  }

  close(): Promise<void> {
    return this.tail.close();
  }
}
