// Why a file could not be read or written, in words; unknown system codes are shown as they are. Pure.

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

/** What the system knows of a file, as far as it matters here. */
interface FileKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** Why a file holds no text that ends; null: it may. */
export function whyNoText(kind: FileKind): string | null {
  if (kind.isDirectory()) return COMMON['EISDIR'] ?? '';
  return kind.isFile() || kind.isFIFO() || kind.isSocket() ? null : 'it is a device; allowed: a file or a pipe';
}

export const whyNotRead = (error: unknown): string => READING[codeOf(error)] ?? codeOf(error);
export const whyNotWritten = (error: unknown): string => WRITING[codeOf(error)] ?? codeOf(error);
