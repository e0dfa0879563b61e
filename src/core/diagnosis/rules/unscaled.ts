// Inputs or target are not scaled: their size is far from 1, which usual rates and initial weights expect.
import { formatSmall } from '../../format.js';
import { rateBeside, rateFits } from '../sameRate.js';
import { atPlateau, isNumeric, nearlySolved, type Evidence, type Judgement, type Rule } from '../rule.js';

/** RMS of a feature or of the target. Coordinates up to ten train well in most networks; percentages and pixels up to 255 do not. */
export const SCALE_LIMIT = 20;

function judge(evidence: Evidence): Judgement | null {
  const { run, config, loss, alarmed } = evidence;
  const exploded = alarmed.has('exploding');
  const facts = run.dataset;
  if (facts === undefined || nearlySolved(loss)) return null;
  const inputs = config.batchNorm === 'before' && config.depth > 0 ? NaN : (facts.featureRms ?? NaN);
  const target = isNumeric(evidence) ? (facts.targetRms ?? NaN) : NaN;
  const wrong = [
    ...(inputs > SCALE_LIMIT ? [`inputs of RMS ${formatSmall(inputs)}`] : []),
    ...(target > SCALE_LIMIT ? [`a target of RMS ${formatSmall(target)}`] : []),
  ];
  if (wrong.length === 0) return null;
  const stuck = (loss.full && loss.stands) || atPlateau(loss) || loss.newer > loss.entropy;
  const rate = rateBeside(evidence);
  return {
    level: (exploded ? rateFits(evidence) : stuck && loss.full) ? 'alarm' : 'warning',
    layer: 0,
    measured: { featureRms: inputs, targetRms: target, ...rate.measured },
    limit: {
      ...(Number.isNaN(inputs) ? {} : { featureRms: SCALE_LIMIT }),
      ...(Number.isNaN(target) ? {} : { targetRms: SCALE_LIMIT }),
      ...rate.limit,
    },
    message: `not scaled: ${wrong.join(' and ')}${rate.words}`,
    remedy: { standardize: target > SCALE_LIMIT ? 'all' : 'features' },
    certain: true,
  };
}

export const unscaled: Rule = {
  letter: 'U',
  rank: 6,
  title: 'Inputs or target not scaled',
  lines: [
    'Initial weights and usual learning rates expect features and targets of size about 1.',
    'Large inputs saturate the first layer or make its steps too large; a large target makes every gradient large.',
    'Standardize: subtract the mean and divide by the standard deviation.',
  ],
  asCause: 'the data are not scaled',
  measures: { featureRms: '>', targetRms: '>', rateMove: '<' },
  remedies: ['standardize'],
  clock: 'steps',
  atStart: true,
  urgent: true,
  appearAfter: 1,
  clearAfter: 3,
  judge,
};
