// Whether what a network learns holds beyond its training samples.
import type { HeldOut } from './rule.js';

/** Rise over the least held-out loss, as a share of chance level, that counts above chance level. */
const RISE = 0.03;

/** Whether the held-out loss is above chance level and rises while the training loss falls. */
export const heldOutRises = ({ now, least, train, trainAtLeast }: HeldOut, chance: number): boolean =>
  now > chance && now - least > RISE * chance && train < trainAtLeast;
