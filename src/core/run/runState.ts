// Everything the readers know of one run: built by `applyEvent` from the stream, the same for live, replayed and foreign runs.
import type { Config } from '../config/schema.js';
import type { RuleName } from '../diagnosis/rules/index.js';
import type {
  BoundaryEvent,
  ControlEvent,
  EndEvent,
  EpochEvent,
  FindingEvent,
  ProbeEvent,
  StepEvent,
  ToldRun,
  WeightsEvent,
} from './events.js';
import type { StepMark } from './recentSteps.js';
import { LAYER_METRICS, type LayerMetric } from './schema/layerMetrics.js';
import type { Series } from './series.js';
import type { Speedometer } from './speed.js';
import type { Thinning } from './thinning.js';

/** Mutable while the run lives; `version` grows with every event, so that a snapshot tells whether anything changed. */
export interface RunState {
  readonly runId: string;
  /** What was asked for; known before the child answers. `null` for a foreign log without a `run` event. */
  config: Config | null;
  run: ToldRun | null;
  status: 'starting' | 'running' | 'paused' | 'ended' | 'failed';
  /** One line, when status is `failed` (could not start, or the child died). */
  failure: string | null;
  /** Of the steps up to this one only samples are known: a log was jumped into; null: all are. */
  sampledTo: number | null;
  step: number;
  epoch: number;
  readonly loss: Series;
  readonly accuracy: Series;
  readonly gradNorm: Series;
  /** 0 or 1 a step. */
  readonly clipped: Series;
  readonly valLoss: Series;
  /** One series a layer, input side first; empty until the first step that has layers. */
  readonly layers: Readonly<Record<LayerMetric, Series[]>>;
  /** The first few hundred steps. */
  readonly opening: StepMark[];
  /** The last few hundred steps (400 to 800), whole, oldest first. Not to be kept: the records are used again. */
  readonly recent: StepEvent[];
  /** Records that `recent` has let go. */
  readonly spareSteps: StepEvent[];
  /** Thinned so that they stay few; the first is always kept, the last is the newest. Oldest first. */
  epochs: EpochEvent[];
  probes: ProbeEvent[];
  weights: WeightsEvent[];
  boundaries: BoundaryEvent[];
  /** All findings in order. */
  findings: FindingEvent[];
  /** What holds now: the newest finding of each rule that has not cleared. */
  readonly active: Map<RuleName, FindingEvent>;
  controls: ControlEvent[];
  end: EndEvent | null;
  /** Steps a second, as measured by the reader over the last seconds; null where time has no meaning. */
  stepsPerSecond: number | null;
  /** Whole seconds without a step, as measured by the reader, once they are many; null: steps come, or none is due. */
  silentSeconds: number | null;
  version: number;
  /** Bookkeeping of the thinned histories and of the speed: not for readers. Make runs with `createRunState`. */
  readonly thinning: Record<'epochs' | 'probes' | 'weights' | 'boundaries' | 'controls', Thinning>;
  readonly speed: Speedometer;
}

/** Layers that the log tells of, by name or by figures; 0: none. */
export const layersTold = ({ run, layers }: RunState): number =>
  Math.max(run?.layers?.length ?? 0, ...LAYER_METRICS.map((metric) => layers[metric].length));
