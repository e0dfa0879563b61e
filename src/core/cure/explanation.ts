// Explains a run for scripts and assistants in bounded size: verdict, receipt, evidence and the next controlled experiment.
import { asAsked } from '../config/asAsked.js';
import { configToCommandLine, networkInWords } from '../config/describe.js';
import type { Config, ConfigChange } from '../config/schema.js';
import { receiptRows, type ReceiptRow } from '../diagnosis/explain.js';
import { healthRows } from '../diagnosis/health.js';
import type { RuleName } from '../diagnosis/ruleNames.js';
import { CAUSE_ORDER, RULES } from '../diagnosis/rules/index.js';
import { standingAt } from '../diagnosis/standing.js';
import { depthFitAt, verdict } from '../diagnosis/verdict.js';
import type { FindingEvent } from '../run/events.js';
import { commandLineOf } from '../text/commandLine.js';
import { valueAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import { sanitizeLine } from '../text/sanitize.js';
import { changed, suggestionsAt } from './suggestions.js';

/** Largest size of the explanation as JSON. */
export const MOST_BYTES = 32 * 1024;
const POINTS = 24;
const MOST_TEXT = 400;

/** Preset from which command lines start. */
export interface Origin {
  readonly base: Config;
  readonly preset: string;
}

/** A change, the rule that suggests it, and the command line that trains it. */
interface Experiment {
  readonly change: ConfigChange;
  readonly cause: RuleName;
  readonly command: string;
}

/** JSON has no NaN and no infinities, so they become strings. */
type Figure = number | string | null;
const figure = (value: number | null | undefined): Figure => {
  if (value === null || value === undefined) return null;
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : String(value);
};
const figures = (values: Readonly<Record<string, number>>): Record<string, Figure> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, figure(value)]));
const line = (text: string): string => sanitizeLine(text, MOST_TEXT);

const findingOf = (finding: FindingEvent) => ({
  rule: finding.rule,
  level: finding.level,
  step: finding.step,
  layer: finding.layer,
  message: line(finding.message),
  measured: figures(finding.measured),
  limit: figures(finding.limit),
  ...(finding.remedy === undefined ? {} : { remedy: finding.remedy }),
  ...(finding.alternatives === undefined ? {} : { alternatives: finding.alternatives }),
});

const rowOf = ({ name, value, comparison, limit, met }: ReceiptRow) => ({ name, value, comparison, limit, met });

/** Evenly spaced samples of the batch loss, and the last one. */
function lossCurve(run: RunState): { readonly step: number; readonly loss: Figure }[] {
  const steps = Array.from({ length: POINTS }, (_, i) => Math.max(1, Math.round((run.step * (i + 1)) / POINTS)));
  return [...new Set(steps)].flatMap((step) => {
    const at = valueAt(run, run.loss, step);
    return at === undefined ? [] : [{ step: at.step, loss: figure(at.value) }];
  });
}

const layersOf = (run: RunState) =>
  (run.run?.layers ?? []).map((layer, i) => {
    const last = (metric: keyof RunState['layers']): Figure => figure(run.layers[metric][i]?.latest);
    const [moved, weights] = [run.layers.updateRms[i]?.latest, run.layers.weightRms[i]?.latest];
    return {
      name: line(layer.name ?? ''),
      activation: line(layer.activation ?? ''),
      units: layer.units ?? null,
      gradRms: last('gradRms'),
      updateRatio: moved === undefined || weights === undefined || weights === 0 ? null : figure(moved / weights),
      dead: last('dead'),
      saturated: last('saturated'),
      activationStd: last('activationStd'),
    };
  });

function evidenceOf(run: RunState) {
  const { loss, batchLoss, accuracy, entropy } = standingAt(run, null, run.step);
  const depth = depthFitAt(run, null);
  const epoch = run.epochs.at(-1);
  return {
    step: run.step,
    totalSteps: run.run?.totalSteps ?? null,
    loss: figure(loss),
    batchLoss: figure(batchLoss),
    accuracy: figure(accuracy),
    chanceLevel: figure(entropy),
    validationLoss: figure(epoch?.valLoss),
    depthSlope: figure(depth?.slope),
    firstOverLastGradient: figure(depth?.R),
    lossCurve: lossCurve(run),
    layers: layersOf(run),
  };
}

const COMMAND = 'gradtop train';

function experimentsOf(run: RunState, origin: Origin | null): Experiment[] {
  const { config } = run;
  if (config === null || origin === null) return [];
  const { base, preset } = origin;
  const asked = asAsked(config, base, run.run?.dataset?.classes);
  return suggestionsAt(run, null).map(({ rule, change }) => ({
    change,
    cause: rule,
    command: configToCommandLine(changed(asked, change), base, preset, COMMAND),
  }));
}

/** `origin`: null for a run whose configuration is not known. */
export function explanation(run: RunState, origin: Origin | null): Explanation {
  const { tone, text, finding } = verdict(run);
  const { config } = run;
  const [next = null, ...alternatives] = experimentsOf(run, origin);
  const known = config !== null && origin !== null;
  return {
    run: line(run.run?.name ?? run.runId),
    network: config === null ? null : line(networkInWords(config)),
    command: known ? commandLineOf(run, config, { ...origin, command: COMMAND }) : null,
    verdict: { tone, text: line(text), rule: finding?.rule ?? null, level: finding?.level ?? null },
    why: finding === null ? [] : [...RULES[finding.rule].lines],
    receipt: (finding === null ? healthRows(run, null) : receiptRows(finding)).map(rowOf),
    findings: CAUSE_ORDER.flatMap((rule) => run.active.get(rule) ?? []).map(findingOf),
    evidence: evidenceOf(run),
    next,
    alternatives,
  };
}

export interface Explanation {
  readonly run: string;
  readonly network: string | null;
  /** The command line that trains the run again; null without a configuration. */
  readonly command: string | null;
  readonly verdict: {
    readonly tone: string;
    readonly text: string;
    readonly rule: RuleName | null;
    readonly level: string | null;
  };
  readonly why: readonly string[];
  readonly receipt: readonly ReturnType<typeof rowOf>[];
  /** Active findings, causes first. */
  readonly findings: readonly ReturnType<typeof findingOf>[];
  readonly evidence: ReturnType<typeof evidenceOf>;
  /** The next controlled experiment; null: none is suggested. */
  readonly next: Experiment | null;
  readonly alternatives: readonly Experiment[];
}

/** As JSON of at most `MOST_BYTES`: layers in the middle of a deep network are left out first. */
export function explanationJson(explained: Explanation): string {
  let { layers } = explained.evidence;
  for (;;) {
    const { length } = explained.evidence.layers;
    const omitted = length - layers.length;
    const evidence = { ...explained.evidence, layers, ...(omitted === 0 ? {} : { layersOmitted: omitted }) };
    const text = JSON.stringify({ ...explained, evidence }, null, 2);
    if (bytesOf(text) <= MOST_BYTES || layers.length === 0) return text;
    const half = layers.length >> 2;
    layers = [...layers.slice(0, half), ...layers.slice(layers.length - half)];
  }
}

/** Size in UTF-8. */
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
