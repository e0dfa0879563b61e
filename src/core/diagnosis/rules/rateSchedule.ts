// The schedule does not fit the run: a warm-up that the run does not finish, or a rate that has fallen to almost 0 long before the end.
import { isScheduled, ratesOf } from '../../config/schedule.js';
import { formatSetting, formatShare, formatSmall } from '../../format.js';
import type { DiagnosableRun } from '../../run/events.js';
import { cureDecay, cureWarmup } from '../runRemedies.js';
import { atPlateau, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';

/** Share of the run by which all but 1 % of its rates is spent: 0.99 at a constant rate, two thirds with the usual steps of a tenth. */
const SPENT = 0.5;
const ALL_BUT = 0.99;
/** Share of chance level below which the network learns, whatever the warm-up. */
const LEARNS = 0.5;
const HIGH = 0.9;

/** Steps by which all but 1 % of the sum of the rates is spent. */
const spentBy = new WeakMap<DiagnosableRun, number>();
function spentStep(run: DiagnosableRun): number {
  const known = spentBy.get(run);
  if (known !== undefined) return known;
  const { config, totalSteps } = run;
  const rateAt = ratesOf(config, { stepsPerEpoch: stepsPerEpoch(run), totalSteps });
  let [all, sum, step] = [0, 0, 0];
  for (let i = 1; i <= totalSteps; i += 1) all += rateAt(i);
  while (step < totalSteps && sum < ALL_BUT * all) sum += rateAt((step += 1));
  spentBy.set(run, step);
  return step;
}
const stepsPerEpoch = ({ stepsPerEpoch: told, totalSteps, config }: DiagnosableRun): number =>
  told ?? totalSteps / config.epochs;

/** The last warm-up step of a run has its highest rate. */
function warmup({ config, run, loss }: Evidence): Judgement | null {
  const { totalSteps } = run;
  if (config.schedule === 'oneCycle' || !(config.warmupSteps > totalSteps)) return null;
  if (loss.full && loss.newer < LEARNS * loss.entropy) return null;
  const reached = totalSteps / config.warmupSteps;
  return {
    level: 'warning',
    layer: -1,
    measured: { rateReached: reached },
    limit: { rateReached: 1 },
    message: `the warm-up of ${config.warmupSteps} steps is longer than the run of ${totalSteps}: the learning rate ends at ${formatSmall(reached * config.learningRate)} of ${formatSetting(config.learningRate)}`,
    variant: 'warm-up',
    ...cureWarmup(totalSteps),
    certain: true,
  };
}

function decay({ config, run, step, loss, learningRate }: Evidence): Judgement | null {
  const { totalSteps } = run;
  const far = loss.full && !nearlySolved(loss) && loss.meanOlder - loss.meanNewer <= 0.01 * loss.meanOlder;
  if (!far || step < 2 || !Number.isFinite(totalSteps)) return null;
  const spent = spentStep(run);
  if (!(spent <= SPENT * totalSteps) || step <= spent) return null;
  // A rate that the user set later is not the schedule's.
  const planned = ratesOf(config, { stepsPerEpoch: stepsPerEpoch(run), totalSteps })(step);
  if (learningRate > 2 * planned) return null;
  return {
    level: 'warning',
    layer: -1,
    measured: { rateSpent: spent / totalSteps, loss: loss.newer },
    limit: { rateSpent: SPENT },
    message: `the schedule has lowered the learning rate to ${formatSmall(planned)} of ${formatSetting(config.learningRate)}: after step ${spent} (${formatShare(spent / totalSteps)} of the run) hardly any training is left`,
    variant: 'decay',
    ...cureDecay(config),
    certain: true,
  };
}

function judge(evidence: Evidence): Judgement | null {
  const { config, loss, alarmed } = evidence;
  if (!isScheduled(config) || nearlySolved(loss)) return null;
  const found = warmup(evidence) ?? decay(evidence);
  if (found === null) return null;
  const stuck = atPlateau(loss) || (loss.full && loss.stands && loss.newer > HIGH * loss.entropy);
  return { ...found, level: stuck || alarmed.has('rate-too-small') ? 'alarm' : 'warning' };
}

export const rateSchedule: Rule = {
  letter: 'H',
  rank: 8,
  title: 'Schedule does not fit the run',
  lines: [
    'What a run can learn grows with the sum of its learning rates. A warm-up takes the first 1 to 10 % of the steps.',
    'A warm-up that is longer than the run never reaches the rate; a decay that is too fast leaves most steps without effect.',
    'Lower the rate a few times in a run, or along a cosine to its end.',
  ],
  asCause: 'the schedule leaves hardly any learning rate',
  measures: { rateReached: '<', rateSpent: '<=', loss: '' },
  remedies: ['warmupSteps', 'decayEpochs', 'schedule'],
  clock: 'steps',
  atStart: true,
  appearAfter: 1,
  clearAfter: 3,
  judge,
};
