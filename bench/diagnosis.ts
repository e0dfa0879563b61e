// Measures the diagnosis on published networks with known faults and on networks drawn from a seed. Limits of rules may be tuned on
// the first two groups; the third group is only reported.
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { idOf, KINDS, makeNet, type Net, type Spot } from './diagnosis/made.js';
import { publishedNets } from './diagnosis/published.js';
import { score, type Score } from './diagnosis/score.js';
import { kindTable, scoreTable } from './diagnosis/table.js';
import { parseOptions } from './harness/options.js';
import { ROOT } from './harness/places.js';

const SEED = { 'looked at': 52711, 'held back': 46208261 } as const;
/** Number of faulty networks for each kind of fault and seed, and as many healthy ones; `--rounds N` sets it. */
const ROUNDS = 2;
/** One line of JSON per network; `--resume` keeps the scores of an earlier run. */
const SCORES = path.join(ROOT, 'node_modules', '.cache', 'gradtop-diagnosis', 'scores.jsonl');

/** A network to score, which `net` makes. */
interface Task {
  readonly id: string;
  readonly group: Net['group'];
  readonly net: (folder: string) => Promise<Net | null>;
}
/** A line of the file; a network that no draw yields has no score. */
type Line = Score | { readonly id: string; readonly undrawn: true };

function madeUp(group: Spot['group'], rounds: number): Task[] {
  return Array.from({ length: 2 * KINDS * rounds }, (_, index) => {
    const spot = { group, seed: SEED[group], index };
    return { id: idOf(spot), group, net: (folder: string) => makeNet(spot, folder) };
  });
}

function scoredBefore(resume: boolean): Map<string, Line> {
  mkdirSync(path.dirname(SCORES), { recursive: true });
  if (!resume) rmSync(SCORES, { force: true });
  const texts = existsSync(SCORES) ? readFileSync(SCORES, 'utf8').split('\n').filter(Boolean) : [];
  const lines = texts.map((text) => JSON.parse(text) as Line);
  return new Map(lines.map((line) => [line.id, line]));
}

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: ROUNDS });
  const lines = scoredBefore(options.resume);
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-bench-'));
  const published = publishedNets(ROOT).map((net): Task => ({ ...net, net: () => Promise.resolve(net) }));
  const tasks = [...published, ...madeUp('looked at', options.rounds), ...madeUp('held back', options.rounds)];
  try {
    for (const { id, group, net: make } of tasks) {
      if (lines.has(id)) continue;
      const net = await make(folder);
      const line: Line = net === null ? { id, undrawn: true } : await score(net);
      lines.set(id, line);
      appendFileSync(SCORES, `${JSON.stringify(line)}\n`);
      if (group !== 'held back') console.error(inWords(line));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const all = tasks.flatMap(({ id }) => lines.get(id) ?? []);
  const scores = all.flatMap((line) => ('undrawn' in line ? [] : line));
  const missing = all.filter((line) => 'undrawn' in line).map(({ id }) => id);
  console.log(scoreTable(scores).join('\n'));
  console.log(`\n${kindTable(scores, ['looked at', 'held back']).join('\n')}`);
  if (missing.length > 0) console.log(`Not drawn: ${missing.join(', ')}.`);
  if (options.json) console.log(JSON.stringify({ bench: 'diagnosis', scores }));
}

function inWords(line: Line): string {
  if ('undrawn' in line) return `${line.id}: no draw fails`;
  const { id, expected, named, right, tries, curedBy, standing, alarms, unlearned } = line;
  const here = unlearned === null ? '' : `; ${unlearned} of ${named.length} do not learn`;
  const said = named.map((rule) => rule ?? 'nothing').join(' ');
  if (expected.length === 0)
    return `${id}: healthy; ${said}; ${standing} end with a finding, ${alarms} had an alarm${here}`;
  const cure = curedBy === null ? 'not cured' : `cured by ${curedBy}`;
  return `${id}: ${right ? 'right' : `not ${expected.join(' or ')}`}; ${said}; tried ${tries.join(' ')}; ${cure}${here}`;
}
