// The table of rules, one file each, in the order in which they judge: the plateau first, since others weigh it, then by what they
// look at. The rank decides which finding is shown first.
import type { Rule } from '../rule.js';
import { RULE_NAMES, type RuleName } from '../ruleNames.js';
import { batchNormDepth } from './batchNormDepth.js';
import { batchNormGap } from './batchNormGap.js';
import { constantOutput } from './constantOutput.js';
import { dropout } from './dropout.js';
import { dyingRelu } from './dyingRelu.js';
import { exploding } from './exploding.js';
import { imbalance } from './imbalance.js';
import { initialScale } from './initialScale.js';
import { maskedByAdam } from './maskedByAdam.js';
import { noActivation } from './noActivation.js';
import { outputLoss } from './outputLoss.js';
import { outputRange } from './outputRange.js';
import { overfitting } from './overfitting.js';
import { plateau } from './plateau.js';
import { rateTooSmall } from './rateTooSmall.js';
import { rateSchedule } from './rateSchedule.js';
import { risingLoss } from './risingLoss.js';
import { saturated } from './saturated.js';
import { starved } from './starved.js';
import { stoppedEarly } from './stoppedEarly.js';
import { symmetric } from './symmetric.js';
import { unscaled } from './unscaled.js';
import { vanishing } from './vanishing.js';
import { vanishingTime } from './vanishingTime.js';

export const RULES = {
  plateau,
  exploding,
  'dying-relu': dyingRelu,
  saturated,
  vanishing,
  'masked-by-adam': maskedByAdam,
  starved,
  'constant-output': constantOutput,
  'output-loss': outputLoss,
  'output-range': outputRange,
  'no-activation': noActivation,
  symmetric,
  unscaled,
  'initial-scale': initialScale,
  'rate-too-small': rateTooSmall,
  'vanishing-time': vanishingTime,
  overfitting,
  imbalance,
  'stopped-early': stoppedEarly,
  'batch-norm-gap': batchNormGap,
  dropout,
  'rate-schedule': rateSchedule,
  'rising-loss': risingLoss,
  'batch-norm-depth': batchNormDepth,
} as const satisfies Readonly<Record<string, Rule>>;

/** By rank: root causes first, symptoms last. */
export const CAUSE_ORDER: readonly RuleName[] = RULE_NAMES.toSorted((a, b) => RULES[a].rank - RULES[b].rank);
