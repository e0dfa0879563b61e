// `gradtop sweep best`: the best cells of a log as a table with their command lines.
import { bestLines } from '../core/sweep/best.js';
import { EXIT, UserError } from '../core/userError.js';
import { parseCount } from './arguments.js';
import { print } from './output.js';
import { metricFrom } from './sweep.js';
import { baseOf } from './sweepMerge.js';
import { readSweep, requireMetric } from './sweepRead.js';

const USUAL = 10;

export interface BestArguments {
  readonly parts: readonly string[];
  readonly metric: string;
  readonly top: string | null;
}

/** @throws UserError */
export function bestCommand({ parts, metric: asked, top }: BestArguments): number {
  if (parts.length === 0) throw new UserError('sweep best: no log is given; usage: gradtop sweep best all.jsonl');
  const metric = metricFrom(asked);
  const count = parseCount('top', top, 1) ?? USUAL;
  const map = readSweep(parts);
  const { plan } = map;
  requireMetric(plan, metric);
  print(bestLines(map, metric, count, baseOf(plan.preset) ?? plan.config));
  return EXIT.fine;
}
