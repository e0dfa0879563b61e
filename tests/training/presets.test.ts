// Every second shipped preset, in the long suite each with three seeds: what it declares to provoke is found, and a healthy one raises no alarm.
import { describe, expect, it } from 'vitest';
import { allPresets } from '../../src/cli/presets.js';
import type { DatasetName } from '../../src/core/config/datasets.js';
import { createDiagnoser, isDiagnosable } from '../../src/core/diagnosis/diagnose.js';
import type { RuleName } from '../../src/core/diagnosis/ruleNames.js';
import { trainedEvents } from '../helpers/lesson.js';
import { some, spread } from '../helpers/property.js';

/** A hundred time steps or twenty convolutions take seconds; sequences.long.test.ts and conv.long.test.ts train them. */
const SLOW: readonly DatasetName[] = ['adding', 'copyMemory', 'digits'];
const quick = allPresets().filter(({ dataset }) => !SLOW.includes(dataset));

describe.each(
  spread(
    quick.map((config) => [config.name, config] as const),
    2,
  ),
)('%s', (_, config) => {
  it.each(some([0, 1, 2], 1))('seed + %i', async (more) => {
    const events = await trainedEvents({ ...config, seed: config.seed + more });
    const [first] = events;
    if (first?.type !== 'run' || !isDiagnosable(first)) throw new Error('no run event');
    const diagnose = createDiagnoser(first);
    const alarms = new Set<RuleName>();
    const spoken = new Set<RuleName>();
    for (const event of events)
      for (const finding of diagnose(event)) {
        if (finding.level !== 'cleared') spoken.add(finding.rule);
        if (finding.level === 'alarm') alarms.add(finding.rule);
      }
    for (const rule of config.provokes) expect([...spoken]).toContain(rule);
    if (config.provokes.length === 0) expect([...alarms]).toEqual([]);
  });
});
