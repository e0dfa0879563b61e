// What is suggested helps: a preset's last suggestion, trained with three seeds, ends clearly lower. The fast suite tries one.
import { describe, expect, it } from 'vitest';
import { allPresets } from '../../src/cli/presets.js';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config, ConfigChange } from '../../src/core/config/schema.js';

import { createStreamDiagnoser } from '../../src/core/diagnosis/diagnose.js';
import { verdict } from '../../src/core/diagnosis/verdict.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import { median, trainedEvents } from '../helpers/lesson.js';
import { some } from '../helpers/property.js';

interface Ended {
  readonly loss: number;
  /** Of the verdict when the run has ended. */
  readonly remedy: ConfigChange | undefined;
}

async function ended(config: Config): Promise<Ended> {
  const diagnose = createStreamDiagnoser();
  let run = createRunState('test', config);
  for (const event of await trainedEvents(config))
    for (const one of [event, ...diagnose(event)]) run = applyEvent(run, one);
  const loss = run.end?.loss ?? NaN;
  return { loss: Number.isFinite(loss) ? loss : Infinity, remedy: verdict(run).finding?.remedy };
}

const seedsOf = (config: Config): Config[] => [0, 1, 2].map((more) => ({ ...config, seed: config.seed + more }));

describe('the suggestion at the end of', () => {
  const sick = ['vanishing-sigmoid', 'vanishing-sigmoid-10', 'adam-sigmoid', 'sigmoid-he', 'sigmoid-glorot-20'];
  it.each(some([...sick, 'sigmoid-he-20', 'dying-relu', 'exploding-rnn', 'clipped-rnn'], 1))(
    '%s helps',
    async (name) => {
      const preset = allPresets().find((config) => config.name === name)!;
      const { remedy } = await ended(preset);
      expect(remedy).toBeDefined();
      const before: number[] = [];
      const after: number[] = [];
      for (const config of seedsOf(preset)) {
        before.push((await ended(config)).loss);
        after.push((await ended(parseConfig({ ...config, ...remedy }, name))).loss);
      }
      expect(median(after)).toBeLessThan(0.75 * Math.min(1, median(before)));
    },
  );
});
