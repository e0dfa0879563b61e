// Runs on which no rule reports: healthy ones, and those that are too short to judge.
import { describe, expect, it } from 'vitest';
import { LN2 } from '../run/events.js';
import { Patient, slopeOf, STUCK } from './helpers.js';

describe('all rules', () => {
  it('are quiet on a healthy run, from the first step to a solved task', () => {
    const healthy = new Patient({ activation: 'relu' })
      .probe({ dead: [0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, null] })
      .steps(
        800,
        (step) => ({
          loss: LN2 * 0.99 ** step,
          gradRms: slopeOf(0.02 * Math.sin(step)),
          gradNorm: 0.1 * 0.995 ** step,
        }),
        { dead: [0.45, 0.4, 0.4, 0.4, 0.5, 0.4, 0.4, null] },
      );
    expect(healthy.told).toEqual([]);
  });

  it('are silent while there are too few steps, and judge logs without layers', () => {
    expect(new Patient().steps(15, { loss: STUCK, gradRms: slopeOf(2) }).told).toEqual([]);
    const bare = new Patient({}, { layers: [] }).steps(300, { loss: STUCK, gradRms: [] });
    expect(bare.told[0]).toBe('plateau warning@96');
  });
});
