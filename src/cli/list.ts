// `gradtop list`: the shipped presets with network and purpose.
import { networkInWords } from '../core/config/describe.js';
import { wrap } from '../core/text/wrap.js';
import { allPresets } from './presets.js';

/** A table if it fits into `columns`, else two lines per preset. */
export function listPresets(columns: number): string[] {
  const rows = allPresets().map((config) => [config.name, networkInWords(config), config.teaches] as const);
  const widest = (at: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[at].length));
  const [name, network, teaches] = [widest(0), widest(1), widest(2)];
  if (name + network + teaches + 4 <= columns)
    return rows.map((row) => `${row[0].padEnd(name)}  ${row[1].padEnd(network)}  ${row[2]}`);
  const below = ' '.repeat(name + 2);
  const lines = (row: (typeof rows)[number]): string[] => [...wrap(row[2], Math.max(16, columns - name - 2)), row[1]];
  return rows.map((row) => `${row[0].padEnd(name)}  ${lines(row).join(`\n${below}`)}`);
}
