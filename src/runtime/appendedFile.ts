// A file that grows line by line. Detects that another program cut, deleted or moved it.
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { codeOf } from '../core/text/fileTrouble.js';
import { writeAll, writeWhole } from './writeWhole.js';

/** `cut`: shorter than was written. `deleted`: it has no name any more. `moved`: it has another name. */
export type Harm = 'cut' | 'deleted' | 'moved';

const { O_APPEND, O_CREAT, O_EXCL, O_RDWR, O_WRONLY } = constants;
/** With O_APPEND, a write after another program cut the file leaves no hole. */
const FLAGS = O_APPEND | O_CREAT;
const PIECE = 1 << 20;

export class AppendedFile {
  private size: number;
  /** False on file systems that count no links. A deleted file is not recognised there. */
  private readonly countsLinks: boolean;
  private moved = false;

  private constructor(
    readonly path: string,
    private readonly descriptor: number,
  ) {
    const { size, nlink } = fstatSync(descriptor);
    this.size = size;
    this.countsLinks = nlink > 0;
  }

  /** Opens or creates the file and keeps its content. @throws the system's error */
  static open(file: string): AppendedFile {
    let descriptor: number;
    try {
      descriptor = openSync(file, O_RDWR | FLAGS);
    } catch (error) {
      if (codeOf(error) !== 'EACCES') throw error;
      // The file may not be read, so a deleted one cannot be restored.
      descriptor = openSync(file, O_WRONLY | FLAGS);
    }
    return new AppendedFile(file, descriptor);
  }

  /** Creates the file. @throws the system's error, EEXIST if the name is taken */
  static create(file: string): AppendedFile {
    return new AppendedFile(file, openSync(file, O_RDWR | FLAGS | O_EXCL));
  }

  /** Bytes; the place of the next text. */
  get length(): number {
    return this.size;
  }

  get isRegular(): boolean {
    return fstatSync(this.descriptor).isFile();
  }

  truncate(bytes = 0): void {
    if (!this.isRegular) return;
    ftruncateSync(this.descriptor, bytes);
    this.size = bytes;
  }

  /** What happened to the file since it was opened; `moved` is reported once. */
  harm(): Harm | null {
    const own = fstatSync(this.descriptor);
    if (!own.isFile()) return null;
    if (this.countsLinks && own.nlink === 0) return 'deleted';
    if (own.size < this.size) return 'cut';
    if (this.moved || this.isAtPath(own)) return null;
    this.moved = true;
    return 'moved';
  }

  /** @throws the system's error */
  append(text: string): void {
    this.size += writeWhole(this.descriptor, text);
  }

  /** Copies the content, also of a deleted file. @throws the system's error */
  copyTo(target: AppendedFile): void {
    const buffer = Buffer.allocUnsafe(PIECE);
    for (let at = 0; at < this.size;) {
      const read = readSync(this.descriptor, buffer, 0, PIECE, at);
      if (read === 0) return;
      target.size += writeAll(target.descriptor, buffer.subarray(0, read));
      at += read;
    }
  }

  private isAtPath(own: Stats): boolean {
    try {
      const there = statSync(this.path);
      return there.ino === own.ino && there.dev === own.dev;
    } catch {
      // No file has this name any more.
      return false;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
