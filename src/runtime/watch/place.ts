// The place that a word of `gradtop watch` names: a file that may not exist yet, a folder, a stream, or a file on another machine.
import { statSync } from 'node:fs';
import { codeOf } from '../../core/text/fileTrouble.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { UserError } from '../../core/userError.js';
import { sourceNamed, type Source } from '../log/source.js';
import { remoteNamed, type Remote } from './remote.js';

export type Place =
  | { readonly kind: 'source'; readonly name: string; readonly source: Source }
  /** Does not exist yet. */
  | { readonly kind: 'missing'; readonly name: string; readonly word: string }
  | { readonly kind: 'remote'; readonly name: string; readonly remote: Remote };

/** @throws UserError */
export function placeNamed(word: string): Place {
  const name = sanitizeLine(word, 200);
  if (word === '') throw new UserError(['watch: "" is not allowed; allowed: a file, a folder, - or host:FILE']);
  const remote = remoteIn(word);
  if (remote !== null) return { kind: 'remote', name, remote };
  if (!exists(word)) return { kind: 'missing', name, word };
  const source = sourceNamed(word);
  return { kind: 'source', name: source.name, source };
}

/** The file on another machine that a word names, if no local file has this name. @throws UserError */
export const remoteIn = (word: string): Remote | null => (exists(word) ? null : remoteNamed(word));

/** Standard input always exists. Errors other than a missing file are reported when the file is read. */
function exists(word: string): boolean {
  if (word === '-') return true;
  try {
    statSync(word);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}
