// The training loop: turns a configuration into the events of a run. Process, clock and pace belong to the listener.
import type { Config } from '../core/config/schema.js';
import type { GradtopEvent } from '../core/run/events.js';
import { splitOf, type ReadTable } from '../data/index.js';
import type { EngineChoice, EngineRequest } from './engine.js';
import { prepare } from './prepare.js';
import { Trainer, type TrainerOptions } from './trainer.js';

export { prepare, type Prepared } from './prepare.js';
export { Trainer } from './trainer.js';

export interface RunOptions extends TrainerOptions {
  readonly config: Config;
  readonly createEngine: (request: EngineRequest) => Promise<EngineChoice>;
  readonly readTable: ReadTable;
}

export interface TrainOptions extends RunOptions {
  /** Called before each step, so the listener can pause and pace. False ends the run with reason `stopped`. */
  readonly permission?: () => boolean | Promise<boolean>;
  /** Called after the last step. Returns the epoch up to which to continue; null: the run is over. */
  readonly more?: () => Promise<number | null>;
}

/** A trainer with data and engine. Call `trainer.dispose()` at the end. */
export async function openTrainer(options: RunOptions): Promise<Trainer> {
  const prepared = prepare(options.config, await splitOf(options.config, options.readTable));
  return new Trainer(options, prepared, await options.createEngine(prepared.request));
}

/**
 * Trains and emits every event in order. Synchronous answers of `tell` and `permission` are not awaited, which would cost up to
 * a tenth of a small step. The numbers depend only on the configuration and the engine.
 */
export async function train(options: TrainOptions, tell: (event: GradtopEvent) => void | Promise<void>): Promise<void> {
  const trainer = await openTrainer(options);
  const tellAll = async (events: readonly GradtopEvent[]): Promise<void> => {
    for (const event of events) await tell(event);
  };
  try {
    await tellAll(trainer.opening());
    for (;;) {
      await steps(trainer, options, tell);
      await tellAll(trainer.ending());
      const epochs = (await options.more?.()) ?? null;
      if (epochs === null) break;
      await tellAll(trainer.goOn(epochs));
    }
  } finally {
    trainer.dispose();
  }
}

async function steps(
  trainer: Trainer,
  { permission }: TrainOptions,
  tell: (event: GradtopEvent) => void | Promise<void>,
): Promise<void> {
  while (!trainer.over) {
    const may = permission?.() ?? true;
    if (!(typeof may === 'boolean' ? may : await may)) return trainer.stop();
    for (const event of trainer.advance()) {
      const heard = tell(event);
      if (heard !== undefined) await heard;
    }
  }
}
