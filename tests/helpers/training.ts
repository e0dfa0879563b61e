// The training loop in the process of the test, and its events by type.
import type { BackendName } from '../../src/core/config/backends.js';
import { parseConfig } from '../../src/core/config/presets.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import type { GradtopEvent, OwnEvent } from '../../src/core/run/events.js';
import { chooseEngine } from '../../src/training/backends.js';
import { train, type TrainOptions } from '../../src/training/loop.js';
import { noTable } from './noTable.js';

/** Options of a run with these fields. */
const optionsOf = (fields: PresetFile, backend: BackendName): TrainOptions => ({
  runId: 'r',
  config: parseConfig(fields, 'test'),
  createEngine: (request) => chooseEngine(backend, request, () => performance.now()),
  readTable: noTable,
  nodeVersion: 'v0',
  startedAt: '2020-01-01T00:00:00Z',
  now: () => 0,
});

/** The events of a whole training. `events` gets them even if the training fails. */
export async function run(
  fields: PresetFile,
  backend: BackendName,
  more: Partial<TrainOptions> = {},
  events: GradtopEvent[] = [],
): Promise<GradtopEvent[]> {
  await train({ ...optionsOf(fields, backend), ...more }, (event) => void events.push(event));
  return events;
}

export const of = <T extends GradtopEvent['type']>(events: readonly GradtopEvent[], type: T) =>
  events.filter((event): event is Extract<OwnEvent, { type: T }> => event.type === type);
