// The run log's events: the one stream that the dashboard, the headless printer, the file, replay and comparison read.
import type { BackendName } from '../config/backends.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';
import type { RuleName } from '../diagnosis/rules/index.js';

export const RUN_LOG_SCHEMA = 1;

/** Finite or not: NaN and infinities are real outcomes and travel as they are; JSON writes them as strings. */
export type Measured = number;
export type Numbers = readonly number[] | Float32Array | Float64Array;
/** null: has no meaning there, or is not known. */
export type MaybeNumbers = readonly (number | null)[] | Float32Array | Float64Array;

export interface RunLayer {
  readonly name?: string;
  readonly kind?: string;
  readonly activation?: string;
  readonly units?: number;
  readonly parameterCount?: number;
}

export interface RunDataset {
  readonly name?: string;
  readonly samples?: number;
  readonly features?: number;
  /** Classes; 0 for regression. */
  readonly classes?: number;
  /** Points for the scatter plot: the first two features, or the first two principal components (then `axes` says so). */
  readonly points?: {
    readonly x: Numbers;
    readonly y: Numbers;
    /** Class index per point, or the target's value for regression. */
    readonly labels: Numbers;
    readonly axes?: readonly string[];
  };
  readonly classNames?: readonly string[];
  /** Rows of a file left out for missing values; absent where there are none. */
  readonly dropped?: number;
}

/** As our own training tells it. */
export interface RunEvent extends Required<ToldRun> {
  readonly engine: {
    readonly backend: BackendName;
    readonly tfjs: string;
    readonly node: string;
    readonly why: string;
  };
}

/** As the readers know it: another program tells what it knows. */
export interface ToldRun {
  readonly type: 'run';
  readonly runId: string;
  readonly schema?: number;
  readonly name?: string;
  /** Whole or not at all: part of one is no configuration of ours. */
  readonly config?: ResolvedConfig;
  readonly engine?: {
    readonly backend?: string;
    readonly tfjs?: string;
    readonly node?: string;
    readonly why?: string;
  };
  readonly layers?: readonly RunLayer[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly shape?: readonly number[];
    readonly layer: number;
  }[];
  readonly dataset?: RunDataset;
  /** Loss of a network that knows only the class frequencies (nats), or the target's variance for squared error. */
  readonly labelEntropy?: number;
  readonly stepsPerEpoch?: number;
  readonly totalSteps?: number;
  readonly startedAt?: string;
}

/** What the rules must know of a run. */
export type DiagnosableRun = ToldRun & Required<Pick<ToldRun, 'config' | 'layers' | 'labelEntropy' | 'totalSteps'>>;

/** Per-layer figures of one step, layer 0 at the input, the output layer last. Definitions: docs/run-log.md. */
export interface StepLayers {
  readonly gradRms: Numbers;
  readonly gradMax: Numbers;
  readonly weightRms: Numbers;
  readonly updateRms: Numbers;
  /** Shares 0..1 on the fixed probe set; null where meaningless or not sampled at this step. */
  readonly saturated: readonly (number | null)[];
  readonly dead: readonly (number | null)[];
  readonly activationStd: readonly (number | null)[];
}

export interface StepEvent {
  readonly type: 'step';
  readonly runId: string;
  /** From 1. */
  readonly step: number;
  /** From 1. */
  readonly epoch?: number;
  readonly loss: Measured;
  readonly accuracy?: number;
  readonly learningRate?: number;
  /** L2 over all trainable parameters, before clipping. */
  readonly gradNorm?: Measured;
  readonly clipped?: boolean;
  readonly layers?: StepLayers;
}

export interface EpochEvent {
  readonly type: 'epoch';
  readonly runId: string;
  readonly epoch?: number;
  readonly step: number;
  readonly loss?: Measured;
  /** Left out where it has no meaning (regression), here and in `step` and `end`. */
  readonly accuracy?: number;
  readonly valLoss?: Measured;
  readonly valAccuracy?: number;
  readonly elapsedMs?: number;
}

export interface TensorValues {
  readonly shape: readonly number[];
  readonly values: Numbers;
}
export interface NamedTensor extends TensorValues {
  readonly name: string;
}

export interface SnapshotEvent {
  readonly type: 'snapshot';
  readonly runId: string;
  readonly step: number;
  readonly batch: { readonly x: TensorValues; readonly y: TensorValues };
  readonly parameters: readonly NamedTensor[];
  readonly gradients: readonly NamedTensor[];
  readonly parametersAfter: readonly NamedTensor[];
  readonly loss: Measured;
}

export interface BoundaryEvent {
  readonly type: 'boundary';
  readonly runId: string;
  readonly step: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly columns: number;
  readonly rows: number;
  /** Model output (probability, class index, or value), row-major, first row at the lowest y. */
  readonly values: Numbers;
}

export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: Numbers;
}

/** Per-layer figures from a forward pass over the probe set: sampled, at step 0 too. Everything the chain and activation views show. */
export interface ProbeEvent {
  readonly type: 'probe';
  readonly runId: string;
  /** Measured on the parameters after this many updates. */
  readonly step: number;
  readonly layers: {
    readonly saturated: readonly (number | null)[];
    readonly dead: readonly (number | null)[];
    readonly preMean: MaybeNumbers;
    readonly preStd: MaybeNumbers;
    readonly activationMean: MaybeNumbers;
    readonly activationStd: MaybeNumbers;
    /** mean |f'(z)| over probe samples and units; null for softmax. */
    readonly meanDerivative: MaybeNumbers;
    /** Gain of the kernel's transpose: RMS over columns, sqrt(mean of squared entries x units): what it multiplies a random backward signal by. */
    readonly backwardGain: MaybeNumbers;
    /** Median |100 (old - new) / old| of the kernel against step 0; null where every old weight is 0. */
    readonly percentChange: readonly (number | null)[];
    /** Pre-activation histogram, one a layer. */
    readonly histograms: readonly (Histogram | null)[];
  };
  /** Recurrent nets: RMS of the gradient of the probe loss with respect to the state after each time step (first time step first). */
  readonly throughTime?: Numbers;
}

/** Kernel values for the weights view and the traces: step 0 and then sampled; the first kernel always, others while they fit. */
export interface WeightsEvent {
  readonly type: 'weights';
  readonly runId: string;
  readonly step: number;
  readonly parameters: readonly (NamedTensor & { readonly layer: number })[];
}

export type FindingLevel = 'warning' | 'alarm' | 'cleared';

export interface FindingEvent {
  readonly type: 'finding';
  readonly runId: string;
  readonly step: number;
  readonly rule: RuleName;
  readonly level: FindingLevel;
  /** Layer at fault, -1: the whole network. */
  readonly layer: number;
  /** Names and values of what was measured, in the order in which the receipt shows them. */
  readonly measured: Readonly<Record<string, Measured>>;
  readonly limit: Readonly<Record<string, number>>;
  readonly message: string;
  readonly remedy?: ConfigChange;
}

export interface ControlEvent {
  readonly type: 'control';
  readonly runId: string;
  readonly step: number;
  readonly action: string;
  readonly change?: ConfigChange;
}

export type EndReason = 'completed' | 'stopped' | 'diverged' | 'crashed';

export interface WeightChange {
  readonly name: string;
  readonly medianPercent?: number | null;
  readonly maxPercent?: number | null;
  /** Share 0..1 of the elements with a percentage that moved by 1 % or more; null of none. Older logs lack it. */
  readonly movedShare?: number | null;
  readonly medianGradient?: number;
}

export interface EndEvent {
  readonly type: 'end';
  readonly runId: string;
  readonly step: number;
  readonly reason?: EndReason;
  readonly loss?: Measured;
  readonly accuracy?: number;
  readonly elapsedMs?: number;
  readonly weightChange?: readonly WeightChange[];
  readonly message?: string;
}

/** As the readers take them. */
export type GradtopEvent =
  | ToldRun
  | StepEvent
  | EpochEvent
  | SnapshotEvent
  | BoundaryEvent
  | ProbeEvent
  | WeightsEvent
  | FindingEvent
  | ControlEvent
  | EndEvent;

/** In a log that gradtop wrote. */
export type OwnEvent = Exclude<GradtopEvent, ToldRun> | RunEvent;
