// The order of the search: no change is tried twice, a removed cause leads to the next, and a network that learns needs no change.
import { describe, expect, it } from 'vitest';
import type { ConfigChange } from '../../../src/core/config/schema.js';
import { Search } from '../../../src/core/cure/search.js';
import { lossesInWords } from '../../../src/core/cure/words.js';
import type { RuleName } from '../../../src/core/diagnosis/ruleNames.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { FindingEvent } from '../../../src/core/run/events.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { findingEvent, LN2, resolved, runEvent, stepEvent } from '../run/events.js';

type Told = readonly [RuleName, FindingEvent['level'], ConfigChange, ...ConfigChange[]];

/** A finished run of `loss` with these findings, and of `valLoss` on held-out samples. */
function ended(config: Search['config'], loss: number, told: readonly Told[] = [], valLoss?: number): RunState {
  const run = createRunState('r', config);
  applyEvent(run, { ...runEvent(), config: { ...resolved(), ...config } as ReturnType<typeof resolved> });
  for (let step = 1; step <= 40; step += 1) applyEvent(run, stepEvent(step, { loss, accuracy: 1 }));
  for (const [rule, level, remedy, ...alternatives] of told)
    applyEvent(run, findingEvent({ rule, level, remedy, alternatives }));
  if (valLoss !== undefined) applyEvent(run, { type: 'epoch', runId: 'r', step: 40, epoch: 5, loss, valLoss });
  return applyEvent(run, { type: 'end', runId: 'r', step: 40, reason: 'completed', loss, accuracy: 1 });
}

const config = { ...resolved(), outputActivation: 'auto', loss: 'auto' } as const;
const stuck = (...told: Told[]) => [ended(config, LN2, told)];

describe('Search', () => {
  it('begins with the unchanged network, and ends there if it learns', () => {
    const search = new Search(config);
    const first = search.next()!;
    expect(first).toMatchObject({ parent: null, change: {} });
    search.take(first, [ended(config, 1e-3)]);
    expect(search.next()).toBeNull();
    expect(search.best?.cured).toBe(true);
  });

  it.each([
    [3, true],
    [2, true],
    [1, false],
  ])('of the unchanged network %i of 3 runs are well: cured %s', (well, cured) => {
    const search = new Search(config);
    const first = search.next()!;
    const sick: Told = ['vanishing', 'alarm', { activation: 'relu' }];
    const runs = [0, 1, 2].map((i) => (i < well ? ended(config, 1e-3) : ended(config, LN2, [sick])));
    expect(search.take(first, runs)).toMatchObject({ cured, well });
    expect(search.next() === null).toBe(cured);
  });

  it('tries unscaled data, then alarms, warnings and alternatives, each once', () => {
    const search = new Search(config);
    const told: readonly Told[] = [
      ['no-activation', 'warning', { activation: 'tanh' }],
      ['starved', 'warning', { learningRate: 3 }],
      ['vanishing', 'alarm', { activation: 'relu' }, { batchNorm: 'before' }],
      ['unscaled', 'warning', { standardize: 'all' }],
      ['plateau', 'alarm', { activation: 'relu' }],
    ];
    search.take(search.next()!, stuck(...told));
    const changes: ConfigChange[] = [];
    for (let next = search.next(); next !== null && changes.length < 9; next = search.next()) {
      changes.push(next.change);
      search.take(next, [ended(next.config, LN2, [[next.cause!, 'alarm', next.change]])]);
    }
    expect(changes).toEqual([
      { standardize: 'all' },
      { activation: 'relu' },
      { activation: 'tanh' },
      { learningRate: 3 },
      { batchNorm: 'before' },
    ]);
    expect(search.best?.cured).toBe(false);
  });

  it('continues from a change that removed its cause', () => {
    const search = new Search(config);
    search.take(
      search.next()!,
      stuck(['vanishing', 'alarm', { activation: 'elu' }], ['plateau', 'alarm', { epochs: 7 }]),
    );
    const first = search.next()!;
    search.take(first, [ended(first.config, 0.69, [['exploding', 'alarm', { learningRate: 0.03 }]])]);
    expect(search.next()).toMatchObject({ change: { learningRate: 0.03 }, config: { activation: 'elu' } });
  });

  describe('a network that overfits', () => {
    const fitted: Told = ['overfitting', 'alarm', { epochs: 24 }, { width: 3 }];
    const early: Told = ['stopped-early', 'warning', { epochs: 720 }, { learningRate: 3 }];
    const begun = () => {
      const search = new Search({ ...config, epochs: 300 });
      search.take(search.next()!, [ended(config, 0.002, [fitted], 3)]);
      return search;
    };

    it('does not train longer again once it was shortened', () => {
      const search = begun();
      const shorter = search.next()!;
      expect(shorter.change).toEqual({ epochs: 24 });
      const plateau: Told = ['plateau', 'warning', { epochs: 500 }, { activation: 'elu' }];
      search.take(shorter, [ended(shorter.config, 0.68, [plateau, early], 0.69)]);
      const tried: ConfigChange[] = [];
      for (let next = search.next(); next !== null && tried.length < 9; next = search.next()) {
        if (next.config.width === config.width) tried.push(next.change);
        search.take(next, [ended(next.config, 0.68, [early], 0.69)]);
      }
      expect(tried).toEqual([{ activation: 'elu' }]);
      expect(search.tries[0]?.verdict).not.toContain('too early');
    });

    it('is ranked by its held-out loss, and both losses are reported', () => {
      const search = begun();
      const shorter = search.next()!;
      const tried = search.take(shorter, [ended(shorter.config, 0.6, [['vanishing', 'alarm', {}]], 0.65)]);
      expect(search.best).toBe(tried);
      expect(tried).toMatchObject({ loss: 0.6, valLoss: 0.65, losses: [0.6], valLosses: [0.65] });
      expect(lossesInWords(tried.losses, tried.valLosses)).toBe('held-out loss 0.6500 (training 0.6000)');
    });

    it('is cured without another finding beside it', () => {
      const search = begun();
      const shorter = search.next()!;
      const tried = search.take(shorter, [ended(shorter.config, 0.5, [early], 0.55)]);
      expect(tried).toMatchObject({ cured: true, verdict: 'learns, stopped before it overfits' });
    });
  });
});
