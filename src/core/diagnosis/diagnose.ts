// Turns a run's stream into findings: gathers evidence cheaply in every step, asks the rules now and then, with hysteresis.
import type { RuleName } from '../config/schema.js';
import type { FindingEvent, GradtopEvent, ProbeEvent, RunEvent, StepEvent } from '../run/events.js';
import { BlowUpWatch } from './blowUp.js';
import type { Evidence, Judgement, Rule } from './rule.js';
import { RULES } from './rules/index.js';
import { fitDepth } from './slope.js';
import { RecentSteps } from './window.js';

/** Steps between two evaluations; more with many layers or a long window, so that a step's share of the cost stays the same. */
const evaluateEvery = (layers: number, window: number): number =>
  Math.max(8, Math.ceil(layers / 2), Math.ceil(window / 16));
/** Steps before the first evaluation: fewer give no median worth the name. */
const FIRST_EVALUATION = 16;
/** The plateau's window: a tenth of the run, 32 .. 512 steps. */
export const lossWindow = (totalSteps: number): number =>
  Math.max(32, Math.min(512, 2 * Math.round((Number.isFinite(totalSteps) ? totalSteps : 0) / 20)));

interface Hysteresis {
  /** Samples in a row for (positive) or against. */
  streak: number;
  /** Alarms in a row, and samples without one since. */
  alarms: number;
  calm: number;
  active: FindingEvent | null;
  /** Of the finding that was told; of the newest sample, and how many in a row. */
  variant: string | undefined;
  seen: string | undefined;
  same: number;
}

export type Diagnoser = (event: GradtopEvent) => FindingEvent[];

/** As `createDiagnoser`, for a stream that begins before its `run` event: nothing is found until that has come. */
export function createStreamDiagnoser(): Diagnoser {
  let diagnose: Diagnoser | null = null;
  return (event) => {
    if (event.type !== 'run') return diagnose?.(event) ?? [];
    diagnose = createDiagnoser(event);
    return [];
  };
}

/**
 * A function that takes the run's events in order and returns the findings that appear, change their level or clear with it. Findings in
 * the stream are ignored. `rules` is an argument for tests.
 */
export function createDiagnoser(run: RunEvent, rules: readonly Rule[] = RULES): Diagnoser {
  const layers = run.layers.length;
  const hidden = Math.max(0, layers - 1);
  const every = evaluateEvery(layers, lossWindow(run.totalSteps));
  const recent = new RecentSteps(layers, lossWindow(run.totalSteps));
  const watch = new BlowUpWatch(run.labelEntropy, layers);
  const state = new Map<RuleName, Hysteresis>(
    rules.map((rule) => [
      rule.name,
      { streak: 0, alarms: 0, calm: 0, active: null, variant: undefined, seen: undefined, same: 0 },
    ]),
  );
  const speaking = new Set<RuleName>();
  const alarmed = new Set<RuleName>();
  const gradRms = new Float64Array(layers);
  const ratios = new Float64Array(layers);
  let probe: ProbeEvent | null = null;
  let firstProbe: ProbeEvent | null = null;
  let untilNext = FIRST_EVALUATION;
  let latestLoss = NaN;

  const evidence = (): Evidence => {
    for (let layer = 0; layer < layers; layer += 1) {
      gradRms[layer] = recent.gradRms[layer]?.median() ?? NaN;
      ratios[layer] = recent.ratios[layer]?.median() ?? NaN;
    }
    const { losses, norms } = recent;
    const half = losses.length >> 1;
    const newer = losses.median(losses.length - half);
    return {
      run,
      config: run.config,
      hidden,
      step: recent.step,
      gradRms,
      ratios,
      depth: fitDepth(gradRms, hidden),
      learningRate: recent.learningRate,
      weightRms: recent.weightRms,
      loss: {
        median: losses.median(),
        older: half === 0 ? newer : losses.median(half, losses.length - half),
        newer,
        full: losses.length === losses.capacity,
        window: losses.length,
        entropy: run.labelEntropy,
        latest: latestLoss,
      },
      blowUp: watch.signs(norms),
      probe,
      firstProbe,
      speaking,
      alarmed,
    };
  };

  const sample = (rule: Rule, judged: Judgement | null, regular: boolean): FindingEvent | null => {
    const memory = state.get(rule.name);
    // Samples between the regular ones (hot steps) may speak for a finding, never count against one.
    if (memory === undefined || (judged === null && !regular)) return null;
    memory.streak = judged === null ? Math.min(0, memory.streak) - 1 : Math.max(0, memory.streak) + 1;
    memory.alarms = judged?.level === 'alarm' ? memory.alarms + 1 : 0;
    memory.same = judged !== null && judged.variant === memory.seen ? memory.same + 1 : 1;
    memory.seen = judged?.variant;
    if (judged?.level === 'alarm') memory.calm = 0;
    else if (regular) memory.calm += 1;
    if (judged === null) {
      if (memory.active === null || -memory.streak < rule.clearAfter) return null;
      const cleared = clear(memory.active, recent.step);
      memory.active = null;
      speaking.delete(rule.name);
      alarmed.delete(rule.name);
      return cleared;
    }
    const isNew = memory.active === null;
    if (isNew && memory.streak < rule.appearAfter && !judged.certain) return null;
    // A worse level must hold as long as a new finding does, a better one as long as a cleared one.
    const sure = judged.certain === true && judged.level === 'alarm';
    const raised = memory.alarms >= rule.appearAfter || sure;
    const kept = memory.active?.level === 'alarm' && memory.calm < rule.clearAfter;
    const level = raised || kept ? 'alarm' : 'warning';
    if (
      !isNew &&
      memory.active?.level === level &&
      (memory.variant === judged.variant || !(sure || memory.same >= rule.appearAfter))
    )
      return null;
    memory.variant = judged.variant;
    memory.active = {
      type: 'finding',
      runId: run.runId,
      step: recent.step,
      rule: rule.name,
      level,
      layer: judged.layer,
      measured: known(judged.measured),
      limit: judged.limit,
      message: judged.message,
      ...(judged.remedy ? { remedy: judged.remedy } : {}),
    };
    speaking.add(rule.name);
    if (level === 'alarm') alarmed.add(rule.name);
    else alarmed.delete(rule.name);
    return memory.active;
  };

  const judgeAll = (wanted: (rule: Rule) => boolean, regular = true): FindingEvent[] => {
    const seen = evidence();
    const findings: FindingEvent[] = [];
    for (const rule of rules) {
      // Of a network that is no longer finite, nothing else can be said.
      if (seen.blowUp.nonFinite !== null && rule.name !== 'exploding') continue;
      if (!wanted(rule)) continue;
      const finding = sample(rule, rule.judge(seen), regular);
      if (finding !== null) findings.push(finding);
    }
    return findings;
  };

  const onStep = (event: StepEvent): FindingEvent[] => {
    latestLoss = event.loss;
    const urgent = watch.look(event, recent.norms);
    recent.push(event);
    untilNext -= 1;
    if (untilNext <= 0) {
      untilNext = every;
      return judgeAll((rule) => rule.clock === 'steps');
    }
    return urgent ? judgeAll((rule) => rule.name === 'exploding', false) : [];
  };

  return (event) => {
    if (event.type === 'step') return onStep(event);
    if (event.type === 'probe') {
      probe = event;
      firstProbe ??= event;
      return event.step > 0 && recent.step > 0 ? judgeAll((rule) => rule.clock === 'probes') : [];
    }
    return [];
  };
}

/** Without what could not be measured (NaN stands for that; the value that is not finite itself is the evidence). */
function known(measured: Judgement['measured']): Judgement['measured'] {
  return Object.fromEntries(
    Object.entries(measured).filter(([name, value]) => name === 'nonFinite' || !Number.isNaN(value)),
  );
}

/** The same finding, cleared: what it was, without the remedy that is no longer needed. */
function clear(finding: FindingEvent, step: number): FindingEvent {
  const { type, runId, rule, layer, measured, limit, message } = finding;
  return { type, runId, step, rule, level: 'cleared', layer, measured, limit, message: `cleared: ${message}` };
}
