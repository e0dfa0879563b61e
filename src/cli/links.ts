// Files and documentation pages in printed lines: links in a terminal that is known to have them.
import { fileURLToPath } from 'node:url';
import { terminalOf } from '../runtime/terminal/identity.js';
import { fileLink } from '../runtime/terminal/link.js';
import { asksForLines, shown, tell } from './output.js';

type Stream = Pick<NodeJS.WriteStream, 'isTTY'>;

/** Never in a pipe or a file, and not for a screen reader, which might read the address. */
export const hasLinks = ({ isTTY }: { readonly isTTY?: boolean }, environment = process.env): boolean =>
  isTTY === true && !asksForLines(environment) && terminalOf(environment).links;

/** A file in a line for this stream. */
export const linked = (file: string, stream: Stream = process.stdout): string => fileLink(file, hasLinks(stream));

/** The line of a summary that names the log. */
export const logLine = (file: string): string => `log ${linked(file)}`;

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** A page of the documentation, such as `terminal.md`, where it is on this machine. */
export const docsPage = (page: string): string => `${DOCS}${page}`;

/** Reports files on standard error: `before`, their names, `after`. */
export function tellFiles(before: string, files: readonly string[], after = ''): void {
  const { stderr } = process;
  if (!hasLinks(stderr)) return tell(`${before}${files.join(', ')}${after}`);
  stderr.write(shown(`gradtop: ${before}${files.map((file) => linked(file, stderr)).join(', ')}${after}\n`, stderr));
}
