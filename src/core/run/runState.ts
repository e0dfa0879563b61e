// The state of one run, built by `applyEvent`, for live, replayed and foreign runs alike.
import type { Config } from '../config/schema.js';
import type { RuleName } from '../diagnosis/ruleNames.js';
import type {
  BoundaryEvent,
  ControlEvent,
  EndEvent,
  EpochEvent,
  FindingEvent,
  ProbeEvent,
  ScoresEvent,
  StepEvent,
  ToldRun,
  WeightsEvent,
} from './events.js';
import type { StepMark } from './recentSteps.js';
import { LAYER_METRICS, type LayerMetric } from './schema/layerMetrics.js';
import type { Series } from './series.js';
import type { Speedometer } from './speed.js';
import type { Thinning } from './thinning.js';

/** Mutable while the run lives; `version` grows with every event, so a reader can detect changes. */
export interface RunState {
  readonly runId: string;
  /** The requested configuration, known before the child answers. Null for a foreign log without a `run` event. */
  config: Config | null;
  run: ToldRun | null;
  status: 'starting' | 'running' | 'paused' | 'ended' | 'failed';
  /** Over only because another run follows it in the log; if it goes on, it was slow. */
  followed: boolean;
  /** While it starts: how far its table is, in words; null: nothing to wait for. */
  loading: string | null;
  /** One line if the status is `failed` (the run could not start, or the child exited). */
  failure: string | null;
  /** After a jump in a log, only samples of the steps up to this one are known; null if all are. */
  sampledTo: number | null;
  step: number;
  epoch: number;
  readonly loss: Series;
  readonly accuracy: Series;
  readonly gradNorm: Series;
  readonly learningRate: Series;
  /** 1 for a clipped step, else 0. */
  readonly clipped: Series;
  readonly valLoss: Series;
  /** Other figures of the log, by name. */
  readonly scalars: Map<string, Series>;
  /** Steps whose update the loss scaler skipped. */
  skipped: number;
  /** Number of logged steps; the next field counts restarts of the run. */
  steps: number;
  resumed: number;
  /** One series per layer, input first; empty before the first step with layers. */
  readonly layers: Readonly<Record<LayerMetric, Series[]>>;
  /** The first few hundred steps. */
  readonly opening: StepMark[];
  /** The last 400 to 800 steps, whole, oldest first. Don't retain them: records are pooled. */
  readonly recent: StepEvent[];
  /** Records released by `recent`. */
  readonly spareSteps: StepEvent[];
  /** Thinned to a bounded number, oldest first; the first and the latest are always kept. */
  epochs: EpochEvent[];
  probes: ProbeEvent[];
  weights: WeightsEvent[];
  boundaries: BoundaryEvent[];
  /** Scores on a table. */
  scores: ScoresEvent[];
  /** All findings in order. */
  findings: FindingEvent[];
  /** Active findings: the latest of each rule that has not cleared. */
  readonly active: Map<RuleName, FindingEvent>;
  controls: ControlEvent[];
  end: EndEvent | null;
  /** Steps per second over the last seconds, measured by the reader; null if time has no meaning. */
  stepsPerSecond: number | null;
  /** Whole seconds without a step, if unusually many; null: steps arrive, or none is due. */
  silentSeconds: number | null;
  version: number;
  /** Internal bookkeeping of thinned histories and speed. Create runs with `createRunState`. */
  readonly thinning: Record<'epochs' | 'probes' | 'weights' | 'boundaries' | 'scores' | 'controls', Thinning>;
  readonly speed: Speedometer;
}

/** Whether nothing follows: the run has ended, or its process has failed. */
export const isOver = ({ status }: Pick<RunState, 'status'>): boolean => status === 'ended' || status === 'failed';

/** Number of layers in the log, by name or by values; 0 if none. */
export const layersTold = ({ run, layers }: RunState): number =>
  Math.max(run?.layers?.length ?? 0, ...LAYER_METRICS.map((metric) => layers[metric].length));
