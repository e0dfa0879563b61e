// The rules, in the order in which they judge: the plateau first, since others weigh it; it looks back at those that spoke before.
import type { Rule } from '../rule.js';
import { dyingRelu } from './dyingRelu.js';
import { exploding } from './exploding.js';
import { maskedByAdam } from './maskedByAdam.js';
import { plateau } from './plateau.js';
import { saturated } from './saturated.js';
import { starved } from './starved.js';
import { vanishing } from './vanishing.js';

export const RULES: readonly Rule[] = [plateau, exploding, dyingRelu, saturated, vanishing, maskedByAdam, starved];
