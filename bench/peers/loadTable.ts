// The child of `bench data`: loads the file as a run does, and prints time, processor time and peak memory as JSON.
import { parseConfig } from '../../src/core/config/presets.js';
import { readSplit } from '../../src/table/index.js';

// pandas is loaded before its time begins, too.
await import('@duckdb/node-api');
const config = parseConfig({ dataset: 'csv', data: process.argv[2] ?? null, validationSplit: 0.2 }, 'bench');
const [before, used] = [performance.now(), process.cpuUsage()];
await readSplit(config);
const seconds = (performance.now() - before) / 1000;
const { user, system } = process.cpuUsage(used);
const processor = (user + system) / 1e6;
process.stdout.write(JSON.stringify({ seconds, processor, peakMiB: process.resourceUsage().maxRSS / 1024 }));
