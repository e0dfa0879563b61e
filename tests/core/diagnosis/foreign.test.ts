// Rules for runs of other programs: each reports its planted fault, none reports a healthy run, and each names the fields it lacks.
import { noLayers } from '../../../src/core/run/schema/layerMetrics.js';
import { describe, expect, it } from 'vitest';
import { FOREIGN_RULES, judgeForeign, type ForeignRuleName } from '../../../src/core/diagnosis/foreign/index.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { StepEvent, ToldRun } from '../../../src/core/run/events.js';
import type { RunState } from '../../../src/core/run/runState.js';

const NAMES = ['0.weight', '0.bias', '2.weight', '2.bias', '4.weight', '6.weight', '8.weight'];
const TOLD: ToldRun = {
  type: 'run',
  runId: 'r',
  name: 'net',
  layers: NAMES.map((name) => ({ name })),
  totalSteps: 200,
  facts: { classes: 10, optimizer: 'AdamW' },
};
type Figures = NonNullable<StepEvent['layers']>;
const figures = (more: Partial<Figures> = {}): Figures => ({
  ...noLayers(),
  gradRms: NAMES.map(() => 0.01),
  weightRms: NAMES.map(() => 0.1),
  updateRms: NAMES.map(() => 1e-4),
  dead: NAMES.map(() => 0.1),
  saturated: NAMES.map(() => 0.1),
  ...more,
});

interface Plant {
  readonly told?: ToldRun;
  readonly step?: (step: number) => Partial<StepEvent>;
  readonly validation?: (epoch: number) => number;
  readonly silentSeconds?: number;
  readonly withNorm?: boolean;
}

/** 200 steps of a run that learns, with ten validations, and with the planted changes. */
function trained({
  told = TOLD,
  step = () => ({}),
  validation = (epoch) => 2.3 / epoch,
  silentSeconds,
  withNorm = true,
}: Plant): RunState {
  const run = createRunState('r', null);
  applyEvent(run, told);
  for (let at = 1; at <= 200; at += 1) {
    const norm = withNorm ? { gradNorm: 1 + 0.1 * Math.sin(at) } : {};
    const usual = { loss: 0.1 + 2.2 * Math.exp(-at / 40), ...norm, layers: figures() };
    applyEvent(run, { type: 'step', runId: 'r', step: at, ...usual, ...step(at) });
    if (at % 20 === 0) applyEvent(run, { type: 'epoch', runId: 'r', step: at, valLoss: validation(at / 20) });
  }
  run.silentSeconds = silentSeconds ?? null;
  return run;
}

const zeroed = (value: number, count: number): number[] => NAMES.map((_, at) => (at < count ? value : 0.01));

const PLANTS: Readonly<Record<ForeignRuleName, Plant & { readonly layer?: number }>> = {
  'not-finite': { step: (at) => (at === 200 ? { loss: NaN } : {}) },
  exploding: { step: (at) => (at > 190 ? { gradNorm: 500, loss: 9 } : {}) },
  diverging: { step: (at) => ({ loss: 2.3 * 1.02 ** at }) },
  'zero-gradient': { step: () => ({ layers: figures({ gradRms: zeroed(0, 3) }) }), layer: 0 },
  vanishing: {
    step: () => ({ layers: figures({ gradRms: NAMES.map((_, at) => 10 ** (at - 8)) }) }),
    layer: 0,
  },
  overfitting: { validation: (epoch) => (epoch < 4 ? 2 / epoch : 0.5 + epoch / 10) },
  'update-ratio': { step: () => ({ layers: figures({ updateRms: NAMES.map(() => 0.05) }) }) },
  plateau: { step: (at) => ({ loss: Math.log(10) + 0.001 * Math.sin(at) }) },
  'standing-still': { step: () => ({ loss: 0.7 }) },
  quiet: { told: { ...TOLD, totalSteps: 400 }, silentSeconds: 90 },
  'dying-relu': { step: (at) => ({ layers: figures({ dead: zeroed(at < 20 ? 0.1 : 0.95, 2) }) }), layer: 0 },
  saturated: { step: () => ({ loss: 2.2, layers: figures({ saturated: zeroed(0.8, 1) }) }), layer: 0 },
};

describe('rules for foreign runs', () => {
  it('find nothing in a healthy run, and judge all that it logs', () => {
    const { findings, judged, notJudged } = judgeForeign(trained({}));
    expect(findings).toEqual([]);
    expect(judged).toBe(Object.keys(FOREIGN_RULES).length);
    expect(notJudged).toEqual([]);
  });

  it.each(Object.entries(PLANTS) as [ForeignRuleName, (typeof PLANTS)[ForeignRuleName]][])('%s', (rule, plant) => {
    const found = judgeForeign(trained(plant)).findings.find((one) => one.rule === rule);
    expect(found).toBeDefined();
    expect(found?.remedy).not.toBe('');
    if (plant.layer !== undefined) expect(found?.layer).toBe(plant.layer);
  });

  it.each([
    ['at one step', (at: number) => at === 90, 'warning', 'step 90'],
    ['at every other step', (at: number) => at % 2 === 1, 'alarm', '100 of 200'],
    ['at three steps of many', (at: number) => at < 4, 'warning', '3 of 200'],
  ])('count losses that are not finite %s', (_, broken, level, count) => {
    const { findings } = judgeForeign(trained({ step: (at) => (broken(at) ? { loss: NaN } : {}) }));
    const found = findings.find(({ rule }) => rule === 'not-finite');
    expect(found?.level).toBe(level);
    expect(found?.message).toContain(count);
    // A pair of commas, or none.
    expect(found?.message).toMatch(/(?:at about step 90|steps, from \d+ to \d+,) and is finite now|is NaN at step/);
  });

  it('count no decades down to a gradient of exactly 0', () => {
    const gradRms = NAMES.map((_, at) => (at < 3 ? 0 : 10 ** (2 * at - 20)));
    const { findings } = judgeForeign(trained({ step: () => ({ layers: figures({ gradRms }) }) }));
    const message = findings.find(({ rule }) => rule === 'vanishing')?.message;
    expect(message).toContain('exactly 0 in 2 of them');
    expect(message).not.toContain('decades');
  });

  it('suggest no rate for a loss that is 0 from the beginning', () => {
    const [found] = judgeForeign(trained({ step: () => ({ loss: 0 }) })).findings;
    expect(found?.rule).toBe('standing-still');
    expect(found?.remedy).not.toMatch(/\brate\b|\blr\b/);
  });

  it('are silent about a gradient that grows while the loss falls, as at the end of a plateau', () => {
    const grown = (loss: (at: number) => number): string[] =>
      judgeForeign(
        trained({ step: (at) => ({ loss: loss(at), gradNorm: at > 190 ? 20 : 1 }), told: TOLD }),
      ).findings.map(({ rule }) => rule);
    expect(grown((at) => (at > 180 ? 2.3 - 0.08 * (at - 180) : 2.3 - 0.001 * at))).toEqual([]);
    expect(grown(() => 2)).toContain('exploding');
  });

  it('do not report a slow step as silence of the writer', () => {
    expect(judgeForeign(trained({ ...PLANTS.quiet, silentSeconds: 59 })).findings).toEqual([]);
  });

  it('leave out biases, whose relative updates are large because they begin at 0', () => {
    const updateRms = NAMES.map((name) => (name.endsWith('bias') ? 0.5 : 1e-4));
    expect(judgeForeign(trained({ step: () => ({ layers: figures({ updateRms }) }) })).findings).toEqual([]);
  });

  it('leave out skipped steps and frozen layers', () => {
    const step = (at: number): Partial<StepEvent> =>
      at % 7 === 0
        ? { skipped: true, gradNorm: Infinity, layers: figures({ gradRms: NAMES.map(() => NaN) }) }
        : { layers: figures({ gradRms: NAMES.map((_, layer) => (layer < 2 ? null : 0.01)) }) };
    const run = trained({ step });
    expect(run.skipped).toBe(28);
    expect(judgeForeign(run).findings).toEqual([]);
  });

  it('use the terms of the framework', () => {
    const keras = { ...TOLD, layers: NAMES.map((_, at) => ({ name: `dense_${at}/kernel` })) };
    const remedy = (told: ToldRun): string | undefined =>
      judgeForeign(trained({ told, ...PLANTS.exploding })).findings[0]?.remedy;
    expect(remedy(TOLD)).toContain('clip_grad_norm_');
    expect(remedy(keras)).toContain('global_clipnorm');
  });
});

describe('activations', () => {
  const judged = (step: (at: number) => Partial<StepEvent>, told = TOLD): string[] =>
    judgeForeign(trained({ step, told }))
      .findings.filter(({ rule }) => rule === 'dying-relu' || rule === 'saturated')
      .map(({ rule, level }) => `${rule} ${level}`);
  const dead = (share: (at: number) => number) => (at: number) => ({ layers: figures({ dead: [share(at), 0.4] }) });
  const flat = (share: number, loss: (at: number) => number) => (at: number) => ({
    loss: loss(at),
    layers: figures({ saturated: [share] }),
  });

  it.each([
    ['a layer is dead and the loss solved', dead(() => 1), ['dying-relu warning']],
    ['a layer is dead', (at: number) => ({ ...dead(() => 1)(at), loss: 1.5 + 1 / at }), ['dying-relu alarm']],
    ['0.9 of a layer', dead(() => 0.9), ['dying-relu warning']],
    ['0.89 of a layer from the first', dead(() => 0.89), []],
    ['0.2 more of all units', dead((at) => (at < 9 ? 0.1 : 0.5)), ['dying-relu warning']],
    ['0.15 more', dead((at) => (at < 9 ? 0.1 : 0.4)), []],
    ['flat while the loss stands', flat(0.26, () => 2.3), ['saturated alarm']],
    ['as flat as the limit', flat(0.25, () => 2.3), []],
    ['flat while it learns', flat(0.9, (at) => 2.3 - 0.005 * at), []],
    ['flat where it has learned', flat(0.9, () => 0.5), []],
  ])('%s', (_, step, found) => {
    expect(judged(step)).toEqual(found);
  });

  it('weigh by units where they are logged', () => {
    const told = { ...TOLD, layers: NAMES.map((name, at) => ({ name, units: at === 0 ? 90 : 10 })) };
    const step = dead((at) => (at < 9 ? 0.1 : 0.35));
    expect([judged(step), judged(step, told)]).toEqual([[], ['dying-relu warning']]);
  });
});

describe('the gradient norm', () => {
  it('comes from the layers where it is not logged', () => {
    const told = { ...TOLD, layers: NAMES.map((name) => ({ name, parameterCount: 100 })) };
    const step = (at: number): Partial<StepEvent> => ({
      layers: figures({ gradRms: NAMES.map(() => (at > 190 ? 9 : 0.01)) }),
    });
    expect(judgeForeign(trained({ told, step, withNorm: false })).findings.map(({ rule }) => rule)).toContain(
      'exploding',
    );
    expect(judgeForeign(trained({ step, withNorm: false })).notJudged.map(({ rule }) => rule)).toContain('exploding');
  });
});
