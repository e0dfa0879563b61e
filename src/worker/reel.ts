// A run as a reel of events, trained in this process one step per request. It reads no clock, so a recording of it has the same
// bytes each time.
import { createStreamDiagnoser } from '../core/diagnosis/diagnose.js';
import { inOrder } from '../core/diagnosis/finding.js';
import type { EngineBook } from '../core/run/engineBook.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { StartRequest } from '../core/run/protocol.js';
import { readSplit } from '../table/cache.js';
import { chooseEngine } from '../training/backends.js';
import { openTrainer, type RunOptions } from '../training/loop.js';

/** How often a run sends boundary and kernels. */
const PICTURES = 100;

/**
 * `clock`: the recording's own time in milliseconds, for `elapsedMs`. `engines`: shared by the runs of one film.
 * @throws UserError at the first event, for data or a backend that are not available
 */
export async function* trainingReel(
  request: StartRequest,
  clock: () => number,
  engines: EngineBook,
): AsyncGenerator<GradtopEvent, void> {
  const { runId, config, backend } = request;
  const diagnose = createStreamDiagnoser();
  let picturedEpoch = 0;
  const options: RunOptions = {
    runId,
    config,
    createEngine: async (asked) => {
      const decided = backend === 'auto' ? engines.known(config) : null;
      const choice = await chooseEngine(decided ?? backend, asked, () => performance.now());
      if (backend === 'auto') engines.settle(config, { backend: choice.engine.backend, why: choice.why });
      // Leave out the reason of `auto`: its measured times differ from run to run.
      return { ...choice, why: '' };
    },
    readTable: readSplit,
    nodeVersion: process.version,
    startedAt: '',
    now: clock,
    pictures: true,
    pictureDue: (epoch) => {
      const due = epoch - picturedEpoch >= config.epochs / PICTURES;
      if (due) picturedEpoch = epoch;
      return due;
    },
  };
  const told = function* (events: readonly GradtopEvent[]): Generator<GradtopEvent, void> {
    for (const event of events) yield* inOrder(event, diagnose(event));
  };
  const trainer = await openTrainer(options);
  try {
    yield* told(trainer.opening());
    while (!trainer.over) yield* told(trainer.advance());
    yield* told(trainer.ending());
  } finally {
    trainer.dispose();
  }
}
