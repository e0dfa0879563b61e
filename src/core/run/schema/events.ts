// The run log as one table: each event with its fields, their kinds, the value of a missing one, and their meaning.
import type { ConfigChange } from '../../config/schema.js';
import { RULE_NAMES } from '../../diagnosis/ruleNames.js';
import { PROBE_METRICS, STEP_METRICS } from './layerMetrics.js';
import {
  boolean,
  count,
  exactly,
  list,
  may,
  need,
  number,
  numbers,
  object,
  oneOf,
  or,
  pair,
  progress,
  record,
  string,
  figures,
  table,
  type Fields,
  type Kind,
} from './kinds.js';
import { hparams } from './hparams.js';
import { ownConfig } from './ownConfig.js';
import { dataset, engine, facts, runLayer, runParameter } from './runParts.js';
import { kernel, tensor, tensors, weightChange } from './tensors.js';

export const RUN_LOG_SCHEMA = 1;

/** Programs that count their runs write a number. */
const identity: Kind<string> = {
  noun: 'a string',
  check(value, holder, key) {
    if (typeof value !== 'string') holder[key] = JSON.stringify(value);
    return null;
  },
};

const runId = or(identity, () => 'run', 'identifies the run within the log');
const step = need(progress, 'optimizer steps so far; the first step is 1, step 0 is the state before any update');
const at = need(progress, 'the step after whose update it was measured');
const accuracy = 'share of the samples whose class is right; absent where a number is predicted';
const elapsedMs = may(number, 'wall clock since the training began, with data and engine in place; pauses count', 'ms');

const scores = {
  samples: need(number, 'number of samples that were scored'),
  loss: may(number, 'mean loss, in evaluation mode'),
  accuracy: may(number, 'share of the samples whose class is right', '0 to 1'),
  majority: may(number, 'accuracy of a network that always answers the most frequent class', '0 to 1'),
  balancedAccuracy: may(number, 'mean over the classes of the share that is right', '0 to 1'),
  confusion: may(list(number), 'samples by true class (row) and answer (column), row by row'),
  r2: may(number, 'share of the variance of the target that is explained: 1 at best, 0 for its mean'),
  mae: may(number, 'mean absolute error, in units of the target'),
  rmse: may(number, 'root of the mean squared error, in units of the target'),
  truth: may(numbers, 'the target of up to 300 samples, evenly picked'),
  predicted: may(numbers, 'what was predicted for them, in units of the target'),
};

export interface EventRow<F extends Fields = Fields> {
  readonly when: string;
  readonly fields: F;
}
const event = <F extends Fields>(when: string, fields: F): EventRow<F> => ({ when, fields });

export const EVENTS = {
  run: event('once, first', {
    runId,
    schema: may(exactly(RUN_LOG_SCHEMA, 'the version that this gradtop supports'), 'version of the log: 1'),
    name: may(string, 'name of the preset'),
    config: may(ownConfig, 'everything needed to run it again'),
    engine: may(object(engine), 'what trains'),
    layers: may(list(object(runLayer)), 'from the input to the output'),
    parameters: may(list(object(runParameter)), 'trainable parameters, in this order everywhere'),
    dataset: may(object(dataset), 'what is learned'),
    hparams: may(hparams, 'hyperparameters by name; nested ones are named `outer/inner`, a list is a string'),
    facts: may(object(facts), 'what the rules need to know besides the figures; each may be missing'),
    labelEntropy: may(
      number,
      'earlier name of `facts.baselineLoss`: loss of a network that knows only how often each class occurs; under mean squared error the variance of the target',
    ),
    stepsPerEpoch: may(number, 'steps of an epoch'),
    totalSteps: may(number, 'steps of the whole run'),
    startedAt: may(string, 'when the run was requested: ISO 8601, UTC'),
    resumes: may(
      progress,
      'after a restart: the last step that stays valid; readers discard the later steps of this run',
    ),
    every: may(number, 'steps from one logged step to the next'),
    rank: may(count, 'process of a distributed training that writes, from 0'),
    host: may(string, 'name of the machine'),
    lossTag: may(string, 'name of the scalar that `loss` repeats'),
  }),
  step: event('each optimizer step', {
    runId,
    step,
    epoch: may(number, 'epoch, from 1'),
    loss: may(number, 'mean loss of the batch, before the update'),
    accuracy: may(number, `of the batch: ${accuracy}`, '0 to 1'),
    learningRate: may(number, 'learning rate of this update'),
    gradNorm: may(
      number,
      'L2 norm of the gradient over all trainable parameters, with the L2 penalty, before clipping',
    ),
    clipped: may(boolean, 'whether clipping changed an element of the gradient'),
    layers: may(
      object(STEP_METRICS),
      'figures of each layer; null where one has no meaning, was not sampled, or the layer is frozen; 0 is a zero',
    ),
    scalars: may(
      figures,
      'other figures, by name: `{"top5": 0.91, "val/loss": 0.4}`; what is not a number is left out',
    ),
    skipped: may(boolean, 'whether the loss scaler skipped the update, because a gradient was not finite'),
    lossScale: may(number, 'factor of the loss scaler'),
    learningRates: may(numbers, 'learning rate of each parameter group'),
    timeMs: may(number, 'wall clock of the step', 'ms'),
  }),
  epoch: event('end of an epoch', {
    runId,
    epoch: may(number, 'epoch, from 1'),
    step,
    loss: may(number, 'mean over the steps of the epoch, weighted by batch size'),
    accuracy: may(number, `mean over the epoch: ${accuracy}`, '0 to 1'),
    valLoss: may(number, 'on the samples held out, after the epoch, in evaluation mode; absent where there are none'),
    valAccuracy: may(number, 'the same for accuracy', '0 to 1'),
    elapsedMs,
  }),
  snapshot: event('at the steps of `--snapshot-steps`', {
    runId,
    step,
    batch: may(
      object({
        x: need(object(tensor), 'inputs: [samples, features], of sequences [samples, time steps, features]'),
        y: need(object(tensor), 'targets: [samples, outputs]; 0 or 1 for two classes, one-hot for more'),
      }),
      'the batch of the step',
    ),
    parameters: may(tensors, 'before the update'),
    gradients: may(tensors, 'before clipping'),
    parametersAfter: may(tensors, 'after the update'),
    loss: may(number, 'mean loss of the batch'),
  }),
  boundary: event(
    'at the steps of `weights`; data with a plane: two features, or the first two principal components of more',
    {
      runId,
      step: at,
      xRange: need(pair, 'outer edges of the grid: the range of the points and a tenth of it on either side'),
      yRange: need(pair, 'the same for the second axis'),
      columns: need(count, 'cells of a row'),
      rows: need(count, 'rows'),
      values: need(numbers, 'output at the centres of the cells, row by row, lowest y first; softmax: the class'),
    },
  ),
  probe: event('step 0, then sampled', {
    runId,
    step: at,
    layers: need(object(PROBE_METRICS), 'figures of each layer on the probe set, after the update of `step`'),
    throughTime: may(
      numbers,
      'recurrent networks: RMS of the gradient of the probe loss with respect to the state after each time step',
    ),
    singularValues: may(
      numbers,
      'with `jacobian`, of some probes: singular values of the Jacobian of the last hidden layer with respect to the first one, largest first',
    ),
    outputSingularValues: may(
      numbers,
      'in the same probes: singular values of the Jacobian of the logits (before the output activation) with respect to the inputs; absent where a sample has more than 64 inputs or outputs',
    ),
  }),
  weights: event('step 0, then sampled, and at the end', {
    runId,
    step: at,
    parameters: need(
      list(object(kernel)),
      'kernels: of the first layer always, of the others those that fit into 8,192 values',
    ),
  }),
  scores: event('at the steps of `weights`; tables, and other data with classes', {
    runId,
    step: at,
    training: may(
      object(scores),
      'on the training samples: all at the end, before that the first 10,000, of sequences and convolved images the first 500',
    ),
    validation: may(object(scores), 'on the samples held out'),
    answers: may(numbers, 'class that the network answers for each of `dataset.images`'),
  }),
  finding: event('a diagnosis appears, worsens or clears', {
    runId,
    step: need(count, 'the last step that was judged'),
    rule: need(oneOf(...RULE_NAMES), 'the rule'),
    level: need(oneOf('warning', 'alarm', 'cleared'), '`warning`, `alarm` or `cleared`'),
    layer: or(number, () => -1, 'layer at fault from 0; -1: the whole network'),
    measured: or(table, () => ({}), 'what the rule measured, by name'),
    limit: or(table, () => ({}), 'the limits, by the same names'),
    message: or(string, ({ rule }) => rule as string, 'one line for people; the name of the rule if missing'),
    remedy: may(record<ConfigChange>(), 'a change of the configuration that helps'),
    alternatives: may(list(record<ConfigChange>()), 'other changes, in the order in which to try them'),
  }),
  control: event('the user changed something', {
    runId,
    step: need(count, 'the last step so far'),
    action: need(string, 'name of the key'),
    change: may(record<ConfigChange>(), 'what differs in the run that it started'),
  }),
  end: event('once, last; missing if the recording stopped before the run, or the program was killed', {
    runId,
    step,
    reason: may(
      oneOf('completed', 'stopped', 'diverged', 'crashed'),
      '`completed`, `stopped`, `diverged` or `crashed`',
    ),
    loss: may(number, 'of the finished network on the whole training set; after a crash, of the last batch'),
    accuracy: may(number, `of the same: ${accuracy}`, '0 to 1'),
    elapsedMs,
    weightChange: may(list(object(weightChange)), 'of each parameter, the end against step 0; empty after a crash'),
    keptStep: may(number, 'step whose weights were the best and are kept: `loss` is theirs; absent: the last step'),
    message: may(string, 'one line for people'),
  }),
};

export type EventType = keyof typeof EVENTS;
