// `gradtop export --page`: packs a log and the program of the page into one file.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { GradtopEvent } from '../core/run/events.js';
import { EXIT, UserError } from '../core/userError.js';
import { encodeEvent } from '../runtime/journal.js';
import { pageHtml, type PageParts } from '../ui/export/page.js';

/** Deterministic: the same log gives the same bytes. @throws UserError if this build has no program for pages */
export function pageOf(events: Iterable<GradtopEvent>, look: Omit<PageParts, 'log' | 'program'>): string {
  const program = programOfPages();
  const lines = Array.from(events, (event) => `${encodeEvent(event)}\n`);
  const log = gzipSync(lines.join(''), { level: 9 }).toString('base64');
  return pageHtml({ ...look, log, program });
}

function programOfPages(): string {
  const file = fileURLToPath(new URL('../page/run.js', import.meta.url));
  if (!existsSync(file))
    throw new UserError(`--page: ${file} is missing: run npm run build where the package rolldown has its binary`, {
      exitCode: EXIT.failed,
    });
  return readFileSync(file, 'utf8');
}
