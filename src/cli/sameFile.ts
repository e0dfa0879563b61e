// Refuses to overwrite an input, or to write two outputs to one file, whatever their names.
import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import type { Asked } from './options.js';
import { presetFile } from './presets.js';

/** A file and its role: `the log`, `--csv`. Null and `-` are not files. */
export interface NamedFile {
  readonly what: string;
  readonly file: string | null;
}

/** The input files of a run. */
export const inputsOf = ({ preset, config }: Asked): NamedFile[] => [
  { what: 'the preset', file: presetFile(preset) },
  { what: 'the data', file: config.data },
];

/** `outputs` by flag. Devices and pipes are exempt. @throws UserError */
export function refuseSame(outputs: readonly NamedFile[], inputs: readonly NamedFile[]): void {
  const seen: (NamedFile & { readonly identity: string })[] = [];
  const read = inputs.map((input) => ({ ...input, identity: identityOf(input.file) }));
  for (const output of outputs) {
    const identity = identityOf(output.file);
    if (identity === null) continue;
    const file = sanitizeLine(output.file ?? '', 200);
    const input = read.find((one) => one.identity === identity);
    if (input !== undefined) throw new UserError([`${file}: is also ${input.what}; give another file`]);
    const other = seen.find((one) => one.identity === identity);
    if (other !== undefined)
      throw new UserError([`${file}: is used by both ${other.what} and ${output.what}; give each its own file`]);
    seen.push({ ...output, identity });
  }
}

/** A key that is equal for the same file; null if nothing can be lost. */
function identityOf(file: string | null): string | null {
  if (file === null || file === '-') return null;
  try {
    const there = statSync(file, { throwIfNoEntry: false, bigint: true });
    if (there !== undefined) return there.isFile() ? `${there.dev}:${there.ino}` : null;
    return newPath(file, 0);
  } catch {
    // A file that cannot be inspected cannot be written either; opening it reports the reason.
    return null;
  }
}

/** The path at which a missing file would be created; follows a bounded number of links. */
function newPath(file: string, links: number): string {
  const link = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true && links < 40;
  if (link) return newPath(path.resolve(path.dirname(file), readlinkSync(file)), links + 1);
  const full = path.resolve(file);
  try {
    return path.join(realpathSync(path.dirname(full)), path.basename(full));
  } catch {
    // Opening the file reports the missing folder.
    return full;
  }
}
