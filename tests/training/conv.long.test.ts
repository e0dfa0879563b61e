// Twenty convolutions on digits, three seeds each: without skips they stay at chance level and gradtop says why, with skips they learn.
import { describe, expect, it } from 'vitest';
import { loadPreset } from '../../src/cli/presets.js';
import { createDiagnoser, isDiagnosable } from '../../src/core/diagnosis/diagnose.js';
import { trainedEvents } from '../helpers/lesson.js';
import { of } from '../helpers/training.js';

interface Trained {
  readonly loss: number;
  readonly accuracy: number;
  readonly chance: number;
  readonly found: readonly string[];
  readonly alarms: readonly string[];
}

async function trained(preset: string, seed: number): Promise<Trained> {
  const events = await trainedEvents({ ...loadPreset(preset), seed });
  const [first] = events;
  if (first?.type !== 'run' || !isDiagnosable(first)) throw new Error('no run event');
  const diagnose = createDiagnoser(first);
  const findings = events.flatMap((event) => diagnose(event)).filter(({ level }) => level !== 'cleared');
  const end = of(events, 'end')[0]!;
  return {
    loss: end.loss!,
    accuracy: end.accuracy!,
    chance: first.labelEntropy,
    found: findings.map(({ rule }) => rule),
    alarms: findings.filter(({ level }) => level === 'alarm').map(({ rule }) => rule),
  };
}

describe.each([0, 1, 2])('seed %i', (seed) => {
  it('conv-plain-20 stays at chance level, and gradtop names the dead units', async () => {
    const { loss, chance, found } = await trained('conv-plain-20', seed);
    expect(loss / chance).toBeGreaterThan(0.99);
    expect(found).toEqual(expect.arrayContaining(loadPreset('conv-plain-20').provokes));
  });

  it('conv-residual-20 learns without an alarm', async () => {
    const { loss, chance, accuracy, alarms } = await trained('conv-residual-20', seed);
    expect(loss / chance).toBeLessThan(0.4);
    expect(accuracy).toBeGreaterThan(0.7);
    expect(alarms).toEqual([]);
  });
});

it('the first suggestion for conv-plain-20 is the skips of conv-residual-20', async () => {
  const events = await trainedEvents(loadPreset('conv-plain-20'));
  const [first] = events;
  if (first?.type !== 'run' || !isDiagnosable(first)) throw new Error('no run event');
  const diagnose = createDiagnoser(first);
  const dying = events.flatMap((event) => diagnose(event)).find(({ rule }) => rule === 'dying-relu');
  expect(dying?.remedy).toEqual({ residual: loadPreset('conv-residual-20').residual });
});
