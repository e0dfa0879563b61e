// How good the diagnosis is: published networks with known faults, and networks made up with a seed. Limits of rules are set while
// looking at the first two groups; the third one is reported only.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig } from '../src/core/config/presets.js';
import type { RuleName } from '../src/core/diagnosis/rules/index.js';
import { makeNets, type Net } from './diagnosis/made.js';
import { score, type Score } from './diagnosis/score.js';
import { scoreTable } from './diagnosis/table.js';
import { parseOptions } from './harness/options.js';
import { ROOT } from './harness/places.js';

const SEED = { 'looked at': 17, 'held back': 20261129 } as const;
/** Networks of each seed; `--rounds N` takes fewer. */
const MADE = 30;

interface Published {
  readonly id: string;
  readonly faulty: boolean;
  readonly expected: readonly RuleName[];
  readonly settings: Readonly<Record<string, unknown>>;
}

function published(): Net[] {
  const folder = path.join(ROOT, 'tests', 'fixtures', 'diagnosis');
  const { nets } = JSON.parse(readFileSync(path.join(folder, 'nets.json'), 'utf8')) as { nets: Published[] };
  return nets.map(({ id, expected, settings }) => {
    const { data } = settings;
    const table = typeof data === 'string' ? { dataset: 'csv', data: path.join(folder, data) } : {};
    return { id, group: 'published', expected, config: parseConfig({ ...settings, ...table, name: id }, id) };
  });
}

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: MADE });
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-bench-'));
  try {
    const nets = published();
    for (const group of ['looked at', 'held back'] as const)
      nets.push(...(await makeNets(group, SEED[group], options.rounds, folder)));
    const scores: Score[] = [];
    for (const net of nets) {
      const one = await score(net);
      scores.push(one);
      if (one.group !== 'held back' && isMiss(one)) console.error(inWords(one));
    }
    console.log(scoreTable(scores).join('\n'));
    if (options.json) console.log(JSON.stringify({ bench: 'diagnosis', scores }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isMiss = ({ expected, right, curedBy, standing, alarms }: Score): boolean =>
  expected.length === 0 ? standing + alarms > 0 : !right || curedBy !== 1;

const inWords = ({ id, expected, named, tries, curedBy, standing, alarms }: Score): string =>
  expected.length === 0
    ? `${id}: healthy; ${named.join(' ')}; ${standing} runs end with a finding, ${alarms} had an alarm`
    : `${id}: ${expected.join(' or ')}; named ${named.join(' ')}; tried ${tries.join(' ')}; cured by ${curedBy}`;
