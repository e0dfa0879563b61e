// A configuration as it was asked for: a log tells the resolved one, in which the data have decided what a preset leaves to them.
import type { Config } from './schema.js';

/** Data sets whose target may be a number: there a linear output is what the data decide. */
const NUMBERS: ReadonlySet<string> = new Set(['sequenceSum', 'csv']);

/** `config` with `auto` where `preset` says so and the value is what that comes to. */
export function asAsked(config: Config, preset: Config): Config {
  const { outputActivation: output, loss, dataset } = config;
  const usualOutput = output === 'sigmoid' || output === 'softmax' || (output === 'linear' && NUMBERS.has(dataset));
  // Behind a sigmoid squared error is a choice; behind a linear or tanh output there is nothing else.
  const usualLoss = loss !== 'meanSquaredError' || output === 'linear' || output === 'tanh';
  return {
    ...config,
    outputActivation: preset.outputActivation === 'auto' && usualOutput ? 'auto' : output,
    loss: preset.loss === 'auto' && usualLoss ? 'auto' : loss,
  };
}
