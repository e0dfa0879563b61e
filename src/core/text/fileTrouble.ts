// Explains in words why a file cannot be read or written; unknown system codes are shown as they are.

/** The code of a system error, or the message of another error. */
export const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error);

const COMMON: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ENOTDIR: 'part of the path is not a folder',
};
const READING: Readonly<Record<string, string>> = { ...COMMON, ENOENT: 'no such file' };
const WRITING: Readonly<Record<string, string>> = {
  ...COMMON,
  ENOENT: 'no such folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EPIPE: 'its reader is gone',
  EEXIST: 'a file has the name of the folder',
  EROFS: 'read-only file system',
};

/** The kind of a file, as `fs.Stats` reports it. */
interface FileKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** Why a file cannot be read to its end, such as a device; null: it may be readable. */
export function whyNoText(kind: FileKind): string | null {
  if (kind.isDirectory()) return COMMON['EISDIR'] ?? '';
  return kind.isFile() || kind.isFIFO() || kind.isSocket() ? null : 'it is a device; allowed: a file or a pipe';
}

/** Whether the place for a file ran out; other reasons are mistakes in its name. */
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error));

export const whyNotRead = (error: unknown): string => READING[codeOf(error)] ?? codeOf(error);
export const whyNotWritten = (error: unknown): string => WRITING[codeOf(error)] ?? codeOf(error);
