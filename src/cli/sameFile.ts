// No file may be written over one that is read, or over another that is written: the same file by any name.
import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import type { Asked } from './options.js';
import { presetFile } from './presets.js';

/** A file and what it is: `the log`, `--csv`. Null and `-` are no file. */
export interface NamedFile {
  readonly what: string;
  readonly file: string | null;
}

/** What a run reads. */
export const inputsOf = ({ preset, config }: Asked): NamedFile[] => [
  { what: 'the preset', file: presetFile(preset) },
  { what: 'the data', file: config.data },
];

/** `outputs` by their flags. Devices and pipes are nobody's file. @throws UserError */
export function refuseSame(outputs: readonly NamedFile[], inputs: readonly NamedFile[]): void {
  const seen: (NamedFile & { readonly identity: string })[] = [];
  const read = inputs.map((input) => ({ ...input, identity: identityOf(input.file) }));
  for (const output of outputs) {
    const identity = identityOf(output.file);
    if (identity === null) continue;
    const file = sanitizeLine(output.file ?? '', 200);
    const input = read.find((one) => one.identity === identity);
    if (input !== undefined) throw new UserError([`${file}: is ${input.what} itself; give another file`]);
    const other = seen.find((one) => one.identity === identity);
    if (other !== undefined)
      throw new UserError([`${file}: is named by ${other.what} and ${output.what}; give each its own file`]);
    seen.push({ ...output, identity });
  }
}

/** The same text for the same file; null where nothing can be lost. */
function identityOf(file: string | null): string | null {
  if (file === null || file === '-') return null;
  try {
    const there = statSync(file, { throwIfNoEntry: false, bigint: true });
    if (there !== undefined) return there.isFile() ? `${there.dev}:${there.ino}` : null;
    return newPath(file, 0);
  } catch {
    // What cannot be looked at cannot be written: opening it reports why.
    return null;
  }
}

/** Where a file would come to be that is not there yet; a link to none is followed, for a while. */
function newPath(file: string, links: number): string {
  const link = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true && links < 40;
  if (link) return newPath(path.resolve(path.dirname(file), readlinkSync(file)), links + 1);
  const full = path.resolve(file);
  try {
    return path.join(realpathSync(path.dirname(full)), path.basename(full));
  } catch {
    // The folder is not there: opening the file reports it.
    return full;
  }
}
