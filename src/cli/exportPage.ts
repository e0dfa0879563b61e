// `gradtop export --page` and `--lab`: a log, or networks to train, and the program of the page in one file.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Config } from '../core/config/schema.js';
import { networkInWords } from '../core/config/describe.js';
import type { GradtopEvent } from '../core/run/events.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UserError } from '../core/userError.js';
import { encodeEvent } from '../runtime/journal.js';
import { pageHtml, type PageLook } from '../ui/export/page.js';

/** Deterministic: the same log gives the same bytes. @throws UserError if this build has no program for pages */
export function pageOf(events: Iterable<GradtopEvent>, presets: readonly Config[], look: PageLook): string {
  const lines = Array.from(events, (event) => `${encodeEvent(event)}\n`);
  const log = gzipSync(lines.join(''), { level: 9 }).toString('base64');
  return pageHtml(look, { held: { log, networks: JSON.stringify({ presets }) }, program: built('run.js') });
}

/** A page that trains. @throws UserError if the network needs a file, or this build has no program for pages */
export function labOf(first: Config, presets: readonly Config[], theme: string, title: string | null): string {
  if (first.data !== undefined && first.data !== null)
    throw new UserError(
      `--lab: a page cannot read the table ${sanitizeLine(first.data, 200)}; allowed: a preset, or a run on a made data set`,
    );
  const name = `gradtop lab: ${sanitizeLine(first.name, 60)}, ${networkInWords(first, 'x')}`;
  const look = {
    title: title ?? name,
    theme,
    said: 'This page trains a network in the browser and needs scripts.',
    svg: '',
  };
  const networks = JSON.stringify({ first, presets });
  return pageHtml(look, { held: { networks, worker: built('train.js') }, program: built('run.js') });
}

function built(name: string): string {
  const file = fileURLToPath(new URL(`../page/${name}`, import.meta.url));
  if (!existsSync(file))
    throw new UserError(`export: ${file} is missing: run npm run build where the package rolldown has its binary`, {
      exitCode: EXIT.failed,
    });
  return readFileSync(file, 'utf8');
}
