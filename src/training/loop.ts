// The training loop: an async generator of run-log events. It knows no process, no clock and no pace; the consumer has those.
import type { Config } from '../core/config/schema.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { ReadFile } from '../data/index.js';
import type { EngineChoice, EngineRequest } from './engine.js';
import { prepare } from './prepare.js';
import { Trainer, type TrainerOptions } from './trainer.js';

export { prepare, type Prepared } from './prepare.js';

export interface TrainOptions extends TrainerOptions {
  readonly config: Config;
  readonly createEngine: (request: EngineRequest) => Promise<EngineChoice>;
  readonly readFile: ReadFile;
  /** Asked before each step: the consumer's place for pause, pace and breath. False ends the run with reason `stopped`. */
  readonly permission?: () => boolean | Promise<boolean>;
}

/** Trains and tells. The sequence of numbers depends on the configuration and the engine alone. */
export async function* train(options: TrainOptions): AsyncGenerator<GradtopEvent, void, void> {
  const prepared = prepare(options.config, options.readFile);
  const choice = await options.createEngine(prepared.request);
  try {
    const trainer = new Trainer(options, prepared, choice);
    for (const event of trainer.opening()) yield event;
    while (!trainer.over) {
      // What is known at once is not waited for: that would cost as much as a tenth of a small step.
      const may = options.permission?.() ?? true;
      if (!(typeof may === 'boolean' ? may : await may)) trainer.stop();
      else for (const event of trainer.advance()) yield event;
    }
    for (const event of trainer.ending()) yield event;
  } finally {
    choice.engine.dispose();
  }
}
