// A rule and the evidence it judges: medians of the recent steps, the last probe, and the active findings.
import type { ActivationName } from '../config/activations.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';
import type { DiagnosableRun, ProbeEvent } from '../run/events.js';
import type { MeasureName } from './measures.js';
import type { Remedies } from './remedies.js';
import type { RuleName } from './ruleNames.js';
import type { DepthFit } from './slope.js';

export interface Evidence {
  readonly run: DiagnosableRun;
  readonly config: ResolvedConfig;
  /** Hidden layers; the output layer has this index. */
  readonly hidden: number;
  readonly step: number;
  /** Medians over the layer window; NaN if unknown. */
  readonly gradRms: ArrayLike<number>;
  /** Median of updateRms / weightRms. */
  readonly ratios: ArrayLike<number>;
  readonly depth: DepthFit | null;
  readonly learningRate: number;
  /** Rate over the highest stable rate, as last measured; NaN if not measured. */
  readonly stability: number;
  /** The largest of the last such ratios, none from a jump of the loss or after an explosion; null: not measured. */
  readonly steepest: { readonly ratio: number; readonly step: number } | null;
  readonly weightRms: ArrayLike<number>;
  readonly loss: LossEvidence;
  readonly blowUp: BlowUp;
  /** Largest update / weight of a typical layer at any evaluation so far; NaN if unknown. */
  readonly peakRatio: number;
  /** Largest update / weight of any layer at any evaluation so far; 0 if unknown. */
  readonly largestUpdate: number;
  /** Mean batch accuracy of the last epoch; NaN without classes. */
  readonly accuracy: number;
  /** Losses of epochs; null before the third epoch. */
  readonly course: Course | null;
  /** Losses on held-out samples; null without any. */
  readonly heldOut: HeldOut | null;
  /** Loss of the finished network on the whole training set; null before the end. */
  readonly finalLoss: number | null;
  /** Activation of each hidden layer. */
  readonly activations: readonly ActivationName[];
  /** Update over weights and gradient of each layer in the first step, and its loss; null if not measured. */
  readonly firstStep: {
    readonly ratios: readonly number[];
    readonly gradRms: readonly number[];
    readonly loss: number;
    readonly learningRate?: number | undefined;
  } | null;
  /** Sum of update / weight of a typical layer over all steps so far: how far it could have moved, in units of its size. */
  readonly path: number;
  /** Gradient at the first time step over that at the last: median of up to 16 probes; NaN without time steps. */
  readonly timeShare: number;
  readonly probe: ProbeEvent | null;
  /** The first probe; at step 0 it shows the network before any update. */
  readonly firstProbe: ProbeEvent | null;
  /** Whether the network exploded and has not been clearly below chance level since. */
  readonly exploded: boolean;
  /** Rules with an active finding. */
  readonly speaking: ReadonlySet<RuleName>;
  /** Rules whose finding is an alarm. */
  readonly alarmed: ReadonlySet<RuleName>;
  /** Of the active rules, the first by rank that can cause a plateau; null: none. */
  readonly rootCause: () => { readonly name: RuleName; readonly words: string } | null;
}

/** Mean losses: of the first epoch, of those about two thirds of the run, and of the last ones. */
export interface Course {
  readonly first: number;
  readonly twoThirds: number;
  readonly last: number;
  /** The least loss of an epoch, and that epoch. */
  readonly least: number;
  readonly leastEpoch: number;
  /** Share of epochs whose loss is below that of the epoch before. */
  readonly steady: number;
  /** Standard error of `twoThirds - last` by how the epochs fluctuate; 0 with fewer than six. */
  readonly error: number;
}

export interface HeldOut {
  readonly now: number;
  readonly least: number;
  readonly leastEpoch: number;
  /** Training loss of that epoch, and of the last one. */
  readonly trainAtLeast: number;
  readonly train: number;
  /** Whether the training loss still falls, but the held-out loss no longer does. */
  readonly stalls: boolean;
}

export interface LossEvidence {
  /** Medians over the loss window, and over its first and second half. */
  readonly median: number;
  readonly older: number;
  readonly newer: number;
  /** Means over the window weighted by batch size, of whole epochs where it holds some; and of its halves. */
  readonly mean: number;
  readonly meanOlder: number;
  readonly meanNewer: number;
  /** Standard error of the mean as a share of chance level; 0 over whole epochs. */
  readonly noise: number;
  /** Whether the window is full and the loss does not fall in it, far from solved. */
  readonly stands: boolean;
  /** Whether the window is full. */
  readonly full: boolean;
  readonly window: number;
  /** Chance level: the loss of a network that knows only the class frequencies. */
  readonly entropy: number;
  /** Loss of the last batch. */
  readonly latest: number;
}

/** Signs of divergence, checked in every step. */
export interface BlowUp {
  /** Which value is non-finite: `loss`, `gradient of layer 2`; null if none. */
  readonly nonFinite: {
    readonly what: string;
    readonly value: number;
    readonly layer: number;
    readonly step: number;
  } | null;
  /** How many of the last 8 steps jumped: update or norm beyond its limit while the loss is worse than chance level. */
  readonly hotSteps: number;
  /** Values of the last hot step. */
  readonly hot: {
    readonly gradNorm: number;
    readonly normMedian: number;
    readonly ratio: number;
    readonly layer: number;
    readonly loss: number;
  } | null;
  /** Multiple of chance level that the loss of a batch reaches by its noise. */
  readonly noisy: number;
  /** Median of the last 8 gradient norms, and of those before. */
  readonly normNow: number;
  readonly normBefore: number;
}

/** NaN: not measured. */
export type Figures = Readonly<Partial<Record<MeasureName, number>>>;

export interface Judgement {
  readonly level: 'warning' | 'alarm';
  /** -1 means the whole network. */
  readonly layer: number;
  readonly measured: Figures;
  readonly limit: Figures;
  readonly message: string;
  readonly remedy?: ConfigChange;
  /** Other changes, in the order in which to try them. */
  readonly alternatives?: readonly ConfigChange[];
  /** Another variant at the same level is reported again (the plateau's cause). */
  readonly variant?: string;
  /** Report at once, without several samples in a row. */
  readonly certain?: boolean;
}

/** How a figure compares with its limit while the rule is active; empty: it has no limit. */
export type Comparison = '<' | '<=' | '>' | '>=' | '';

/** A record of the table of rules (`rules/index.ts`); its name is its key there. */
export interface Rule {
  /** Marks it on the map of a sweep: a capital letter of its own. */
  readonly letter: string;
  /** Of several findings that hold, the one of the lowest rank is shown: root causes first, symptoms last. */
  readonly rank: number;
  readonly title: string;
  /** What a finding means. */
  readonly lines: readonly [string, string, string];
  /** A clause that names this rule as the cause of a plateau; null: it is itself a symptom. */
  readonly asCause: string | null;
  /** Every figure that its findings may hold. */
  readonly measures: Readonly<Partial<Record<MeasureName, Comparison>>>;
  readonly remedies: Remedies;
  /** The unit of a sample: an evaluation every few steps, a probe, an epoch, or the end of the run. */
  readonly clock: 'steps' | 'probes' | 'epochs' | 'end';
  /** Consecutive samples until the finding appears, and until it clears. */
  readonly appearAfter: number;
  readonly clearAfter: number;
  /** Evaluated before the first step too. */
  readonly atStart?: true;
  /** Evaluated at the end too, when the loss on the whole training set is known. */
  readonly atEnd?: true;
  /** Evaluated at once when a step blows up. Only these rules judge a network that is no longer finite. */
  readonly urgent?: true;
  readonly judge: (evidence: Evidence) => Judgement | null;
}

/** Distance of the loss from chance level, as a share: 1 %. */
export const PLATEAU_BAND = 0.01;

/** The most by which batch noise may widen the band. */
const MOST_NOISE = 0.05;
/** Half the width of the band around chance level: wider where the mean of few small batches is uncertain. */
export const plateauBand = ({ noise }: LossEvidence): number => Math.max(PLATEAU_BAND, Math.min(MOST_NOISE, 2 * noise));

/** Distance above chance level at which the noise of large steps can hold a flat loss. */
const ABOVE = 0.06;

/** Whether the mean loss of the window lies within the band around chance level. A median is lower: losses of batches are skewed. */
export const atPlateau = (loss: LossEvidence): boolean => {
  const distance = loss.mean / loss.entropy - 1;
  const band = plateauBand(loss);
  return loss.full && loss.entropy > 0 && distance >= -band && distance <= (loss.stands ? Math.max(band, ABOVE) : band);
};

export const outputUnits = ({ run, hidden }: Evidence): number | undefined => run.layers[hidden]?.units;
/** Whether the target is a number. */
export const isNumeric = ({ run }: Evidence): boolean => run.dataset?.classes === 0;

/** Whether the loss is below a tenth of chance level, so that no cure is needed. */
export const nearlySolved = (loss: LossEvidence): boolean => loss.newer < 0.1 * loss.entropy;

/** Whether pre-activations shrink tenfold or more over the hidden layers before training: then depth starves the network, not the rate. */
export function signalFades({ firstProbe, hidden }: Evidence): boolean {
  const spread = firstProbe?.layers.preStd;
  return spread !== undefined && (spread[hidden - 1] ?? NaN) / (spread[0] ?? NaN) < 0.1;
}

/** `layer 1 of 7`, `the output layer`, `the network`. */
export function layerInWords(layer: number, hidden: number): string {
  if (layer < 0) return 'the network';
  return layer >= hidden ? 'the output layer' : `layer ${layer + 1} of ${hidden}`;
}
