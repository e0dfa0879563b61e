// The state of the dashboard after it has read a log of another program.
import { updateReplay } from '../../src/core/app/replay.js';
import type { AppState } from '../../src/core/app/state.js';
import { initialState } from '../../src/core/app/update.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { locate } from '../../src/runtime/log/locate.js';
import { PANEL_ENTRIES } from '../../src/ui/panels/index.js';

export function watchedState(
  file: string,
  columns: number,
  rows: number,
  keep: (event: GradtopEvent) => boolean = () => true,
): AppState {
  let { state } = initialState({
    configs: [],
    presets: [],
    panels: PANEL_ENTRIES,
    size: { columns, rows },
    replay: true,
    watched: true,
  });
  for (const { source, reader } of locate(file, null))
    for (const event of reader.read(source, { onDamage: () => undefined }))
      if (keep(event)) state = updateReplay(state, { type: 'events', runId: event.runId, events: [event] }).state;
  return state;
}
