// The tasks that need a memory, with three seeds each: which cell solves them, what is found on the way, and that the suggestion cures.
import { describe, expect, it } from 'vitest';
import { loadPreset } from '../../src/cli/presets.js';
import type { CellName } from '../../src/core/config/cells.js';
import { suggestionsAt } from '../../src/core/cure/suggestions.js';
import { createDiagnoser, isDiagnosable } from '../../src/core/diagnosis/diagnose.js';
import type { RuleName } from '../../src/core/diagnosis/ruleNames.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { RunState } from '../../src/core/run/runState.js';
import { trainedEvents } from '../helpers/lesson.js';

const SEEDS = [0, 1, 2];

interface Trained {
  readonly run: RunState;
  /** Loss as a share of chance level. */
  readonly share: number;
  readonly found: ReadonlySet<RuleName>;
  /** The first suggestions while the gradient vanishes through time. */
  readonly suggested: readonly (CellName | undefined)[];
}

async function trained(preset: string, seed: number, cell?: CellName): Promise<Trained> {
  const shipped = loadPreset(preset);
  const config = { ...shipped, seed, cell: cell ?? shipped.cell };
  const events = await trainedEvents(config);
  const run = createRunState('test', config);
  const [first] = events;
  if (first?.type !== 'run' || !isDiagnosable(first)) throw new Error('no run event');
  const diagnose = createDiagnoser(first);
  const found = new Set<RuleName>();
  let suggested: readonly (CellName | undefined)[] = [];
  for (const event of events) {
    applyEvent(run, event);
    for (const finding of diagnose(event)) {
      applyEvent(run, finding);
      if (finding.level === 'cleared') continue;
      found.add(finding.rule);
      if (finding.rule === 'vanishing-time')
        suggested = suggestionsAt(run, null).flatMap(({ rule, change }) =>
          rule === 'vanishing-time' ? [change.cell] : [],
        );
    }
  }
  return { run, share: (run.end?.loss ?? NaN) / (run.run?.labelEntropy ?? NaN), found, suggested };
}

describe.each(SEEDS)('seed %i', (seed) => {
  it('adding: a simple recurrent network stays near chance level, and the suggestion is a gated cell', async () => {
    const { share, found, suggested } = await trained('adding-rnn', seed);
    expect(share).toBeGreaterThan(0.6);
    expect([...found]).toEqual(expect.arrayContaining(loadPreset('adding-rnn').provokes));
    expect(suggested.slice(0, 2)).toEqual(['gru', 'lstm']);
  });

  it.each(['adding-gru', 'adding-lstm'])('%s solves it', async (name) => {
    const { share, found } = await trained(name, seed);
    expect(share).toBeLessThan(0.1);
    expect([...found]).toEqual(expect.arrayContaining(loadPreset(name).provokes));
  });

  it('copy-memory: the orthogonal kernel keeps the symbol, gates that begin half open do not', async () => {
    expect((await trained('copy-memory', seed)).share).toBeLessThan(0.1);
    expect((await trained('copy-memory', seed, 'gru')).share).toBeGreaterThan(0.9);
  });
});
