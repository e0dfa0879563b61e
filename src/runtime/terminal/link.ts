// Links in printed text: OSC 8, for terminals that are known to have them.
// @see https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
import { hostname } from 'node:os';
import { pathToFileURL } from 'node:url';
import { sanitizeLine } from '../../core/text/sanitize.js';

/** The address of a file, with the host, so that a terminal can tell a file of another machine. All else than ASCII is encoded. */
export function fileAddress(file: string, host = hostname()): string {
  const url = pathToFileURL(file);
  // A name that is not a host's, which the setter ignores, leaves the address without one.
  if (url.host === '') url.host = host;
  return url.href;
}

/** The name of a file, cleaned; with `links` a link to it. `shown` replaces the name. */
export function fileLink(file: string, links: boolean, shown = sanitizeLine(file, 300)): string {
  return links ? `\u001b]8;;${fileAddress(file)}\u001b\\${shown}\u001b]8;;\u001b\\` : shown;
}
