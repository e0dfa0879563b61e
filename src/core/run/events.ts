// The types of the run log's events, from its schema. The dashboard, the headless printer, the file and replay read one stream of them.
import type { BackendName } from '../config/backends.js';
import type { EVENTS, EventType } from './schema/events.js';
import type { Typed } from './schema/kinds.js';

export { RUN_LOG_SCHEMA } from './schema/events.js';
export type { MaybeNumbers, Numbers } from './schema/kinds.js';

type EventOf<T extends EventType> = { readonly type: T } & Typed<(typeof EVENTS)[T]['fields']>;
type Entry<T> = T extends readonly (infer E)[] ? E : never;

/** The `run` event as read: another program may leave fields out. */
export type ToldRun = EventOf<'run'>;
/** Fields that only other programs write. */
type Foreign = 'facts' | 'hparams' | 'resumes' | 'every' | 'rank' | 'host' | 'lossTag';
/** The `run` event as gradtop writes it. */
export interface RunEvent extends Required<Omit<ToldRun, Foreign>>, Pick<ToldRun, Foreign> {
  readonly engine: Required<NonNullable<ToldRun['engine']>> & { readonly backend: BackendName };
}
/** The `run` event of a run that the rules can judge. */
export type DiagnosableRun = ToldRun & Required<Pick<ToldRun, 'config' | 'layers' | 'labelEntropy' | 'totalSteps'>>;

export type StepEvent = EventOf<'step'>;
/** A step with a loss. */
export interface LossStep extends StepEvent {
  readonly loss: number;
}
export type EpochEvent = EventOf<'epoch'>;
export type SnapshotEvent = EventOf<'snapshot'>;
export type BoundaryEvent = EventOf<'boundary'>;
export type ProbeEvent = EventOf<'probe'>;
export type WeightsEvent = EventOf<'weights'>;
export type ScoresEvent = EventOf<'scores'>;
export type Scores = NonNullable<ScoresEvent['training']>;
export type FindingEvent = EventOf<'finding'>;
export type ControlEvent = EventOf<'control'>;
export type EndEvent = EventOf<'end'>;

export type RunLayer = Entry<ToldRun['layers']>;
export type RunDataset = NonNullable<ToldRun['dataset']>;
/** Per-layer figures of one step, layer 0 at the input, the output layer last. */
export type StepLayers = NonNullable<StepEvent['layers']>;
export type NamedTensor = Entry<SnapshotEvent['parameters']>;
export type Histogram = NonNullable<Entry<ProbeEvent['layers']['histograms']>>;
export type FindingLevel = FindingEvent['level'];
export type EndReason = NonNullable<EndEvent['reason']>;
export type WeightChange = Entry<EndEvent['weightChange']>;

/** Any event, as read. */
export type GradtopEvent = { readonly [T in EventType]: EventOf<T> }[EventType];

/** Any event, as gradtop writes it. */
export type OwnEvent = Exclude<GradtopEvent, ToldRun | StepEvent> | RunEvent | LossStep;
