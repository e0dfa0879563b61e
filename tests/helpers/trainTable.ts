// Trains on a table in this process, on the compiled engine and without a clock.
import type { Config } from '../../src/core/config/schema.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { readSplit } from '../../src/table/index.js';
import { chooseEngine } from '../../src/training/backends.js';
import { train } from '../../src/training/loop.js';

/** All events of the run; with `probes` also the statistics of the activations. */
export async function trainTable(config: Config, { probes = true } = {}): Promise<GradtopEvent[]> {
  const events: GradtopEvent[] = [];
  const options = {
    config,
    runId: 'run-1',
    readTable: readSplit,
    createEngine: (request: Parameters<typeof chooseEngine>[1]) => chooseEngine('compiled', request, () => 0),
    nodeVersion: '',
    startedAt: '',
    now: () => 0,
    probes,
  };
  await train(options, (event) => void events.push(event));
  return events;
}
