// Networks of other people with published faults, as fixtures.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../src/core/config/presets.js';
import type { RuleName } from '../../src/core/diagnosis/ruleNames.js';
import { HEALTHY, type Net } from './made.js';

interface Published {
  readonly id: string;
  readonly faulty: boolean;
  readonly expected: readonly RuleName[];
  readonly settings: Readonly<Record<string, unknown>>;
}

/** `root`: the checkout. */
export function publishedNets(root: string): Net[] {
  const folder = path.join(root, 'tests', 'fixtures', 'diagnosis');
  const { nets } = JSON.parse(readFileSync(path.join(folder, 'nets.json'), 'utf8')) as { nets: Published[] };
  return nets.map(({ id, faulty, expected, settings }) => {
    const { data } = settings;
    const table = typeof data === 'string' ? { dataset: 'csv', data: path.join(folder, data) } : {};
    const config = parseConfig({ ...settings, ...table, name: id }, id);
    return { id, group: 'published', kind: faulty ? 'published' : HEALTHY, expected, config };
  });
}
