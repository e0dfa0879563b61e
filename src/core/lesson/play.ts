// The state of a lesson, and its transitions: reading, guessing, waiting, seeing the answer.
import { parseConfig } from '../config/presets.js';
import type { Config } from '../config/schema.js';
import type { RunState } from '../run/runState.js';
import type { Found } from './measure.js';
import { MEASURES, type MeasureName } from './measures.js';
import type { Lesson, LessonStep, Question } from './schema.js';
import { UserError } from '../userError.js';

/** The guess and the answer; kept after leaving the step. */
export interface Answer {
  /** Index into the choices; null if the question became void before a guess. */
  readonly guess: number | null;
  /** Null while it is not measured, or if this run cannot measure it. */
  readonly found: Found | null;
  /** Why the question does not count: how the network differs from the one that it asks about. */
  readonly void?: string;
}

export interface LessonState {
  readonly lesson: Lesson;
  readonly index: number;
  /** The furthest step so far; the lesson does not wait again before it. */
  readonly furthest: number;
  /** Pages turned in this step, negative backwards; the painter wraps around, because it knows the number of pages. */
  readonly turned: number;
  /** By index of the step. */
  readonly answers: ReadonlyMap<number, Answer>;
  /** What the current step asks about; null before its run starts. */
  readonly config: Config | null;
  /** Whether the hint of this step is shown. */
  readonly hinted: boolean;
  /** Whether `esc` has asked; the next `esc` leaves. */
  readonly leaving: boolean;
  /** Whether the last step was left forwards. */
  readonly finished: boolean;
  /** The first fault of the file on disk, while the last valid lesson is played. */
  readonly fault?: string;
}

export const startLesson = (lesson: Lesson): LessonState => ({
  lesson,
  index: 0,
  furthest: 0,
  turned: 0,
  answers: new Map(),
  config: null,
  hinted: false,
  leaving: false,
  finished: false,
});

export function currentStep(state: LessonState): LessonStep {
  const step = state.lesson.steps[state.index];
  if (step === undefined) throw new Error(`lesson ${state.lesson.name} has no step ${state.index}`);
  return step;
}

/** The guess for the current question, or null. */
export const currentAnswer = (state: LessonState): Answer | null => state.answers.get(state.index) ?? null;

/** Whether the answer is known and far enough from a limit. */
const counts = ({ found }: Answer): boolean => found !== null && found.close !== true;
export const isRight = ({ guess: given, found }: Answer): boolean => found !== null && found.answer === given;

/** Right guesses, and answers that count so far. */
export function score(state: LessonState): { readonly right: number; readonly asked: number } {
  const counted = [...state.answers.values()].filter(counts);
  return { right: counted.filter(isRight).length, asked: counted.length };
}

/**
 * The configuration of a step: the nearest preset at or before it, with all changes since. It does not depend on how
 * the step was reached.
 * @throws UserError for an unknown preset, or a change that gives no valid configuration
 */
export function configOfStep(lesson: Lesson, index: number, presets: readonly Config[]): Config {
  let config: Config | undefined;
  for (const step of lesson.steps.slice(0, index + 1)) config = configAfter(config, step, presets);
  if (config === undefined) throw new UserError('the first step names no preset');
  return config;
}

/** The configuration that a step makes of the one before it. @throws UserError */
export function configAfter(
  before: Config | undefined,
  { preset, change }: Pick<LessonStep, 'preset' | 'change'>,
  presets: readonly Config[],
): Config | undefined {
  const base = preset === undefined ? before : presets.find(({ name }) => name === preset);
  if (preset !== undefined && base === undefined) throw new UserError(`no preset ${preset}`);
  return change === undefined || base === undefined ? base : parseConfig({ ...base, ...change }, 'change');
}

const isOver = (run: RunState): boolean => run.end !== null || run.status === 'failed';

/** Whether the run reached the moment that this step's question or wait names; a run that is over has reached it. */
export function momentReached(when: LessonStep['wait'] | number, run: RunState): boolean {
  if (when === 'key' || isOver(run)) return true;
  if (when === 'end') return false;
  if (typeof when === 'number') return run.epoch > when || (run.epochs.at(-1)?.epoch ?? -1) >= when;
  if ('epoch' in when) return momentReached(when.epoch, run);
  return run.findings.some((finding) => finding.rule === when.finding && finding.level !== 'cleared');
}

/** The choices of the current question; empty without a question. */
export function choices(state: LessonState, config: Config): readonly string[] {
  const question = currentStep(state).question;
  if (question?.measure !== undefined) return MEASURES[question.measure].choices(config);
  return question?.options?.map(({ text }) => text) ?? [];
}

const withAnswer = (state: LessonState, answer: Answer): LessonState => ({
  ...state,
  answers: new Map(state.answers).set(state.index, answer),
});

/** Records the guess. The first one stands, because later ones could use what the run shows. */
export function guess(state: LessonState, choice: number, run: RunState, config: Config): LessonState {
  if (choice < 0 || choice >= choices(state, config).length || currentAnswer(state) !== null) return state;
  return reveal(withAnswer(state, { guess: choice, found: null }), run, config);
}

/** Reveals the answer once the guess is made and the moment is reached. Idempotent; call it after every change of the run. */
export function reveal(state: LessonState, run: RunState, config: Config): LessonState {
  const question = currentStep(state).question;
  const answer = currentAnswer(state);
  if (question === undefined || answer === null || answer.found !== null || answer.void !== undefined) return state;
  const found = question.measure === undefined ? foundIn(question) : measured(question, question.measure, run, config);
  return found === null ? state : withAnswer(state, { ...answer, found });
}

/** The answer of a question with options, which does not depend on the run. */
function foundIn({ options = [] }: Question): Found {
  const answer = options.findIndex(({ right }) => right);
  return { answer, sentence: options[answer]?.text ?? '' };
}

function measured({ at }: Question, measure: MeasureName, run: RunState, config: Config): Found | null {
  return momentReached(at, run) ? MEASURES[measure].find(run, stepOf(run, at), config) : null;
}

/** Whether the answer of the current step must be measured in a run, and is not known yet. */
export const awaitsMeasure = (state: LessonState): boolean => {
  const answer = currentAnswer(state);
  return (
    currentStep(state).question?.measure !== undefined && (answer?.found ?? null) === null && answer?.void === undefined
  );
};

/** Whether the run must wait: it would give the answer away before the guess. */
export const awaitsGuess = (state: LessonState): boolean =>
  currentStep(state).question?.measure !== undefined && currentAnswer(state) === null;

/** Marks the question as void, because its network has been changed or removed. */
export const voided = (state: LessonState, why: string): LessonState =>
  withAnswer(state, { guess: currentAnswer(state)?.guess ?? null, found: null, void: why });

/** Whether the run ended or failed without the values that the question needs. */
export const unanswerable = (state: LessonState, run: RunState): boolean =>
  currentAnswer(state)?.found === null && isOver(run);

/** Why `next` is disabled, or null. */
export function blockedBy(state: LessonState, run: RunState): string | null {
  if (state.index < state.furthest) return null;
  const step = currentStep(state);
  const answer = currentAnswer(state);
  const held = run.status === 'paused' ? ' (paused: resume it)' : '';
  if (step.question !== undefined && answer === null) return 'guess first: press a number';
  if (answer?.void !== undefined) return null;
  if (!momentReached(step.wait, run)) return `not yet: ${momentInWords(step.wait)}${held}`;
  if (answer?.found === null && !unanswerable(state, run))
    return `not yet: the answer follows ${momentInWords(step.question?.at ?? 'end')}${held}`;
  return null;
}

/** `at the end of the run`, `after epoch 20`, `when gradtop says "vanishing"`. */
export function momentInWords(when: LessonStep['wait'] | number): string {
  if (when === 'key') return 'at once';
  if (when === 'end') return 'at the end of the run';
  if (typeof when === 'number') return when === 0 ? 'before the first step' : `after epoch ${when}`;
  return 'epoch' in when ? `after epoch ${when.epoch}` : `when the verdict says ${when.finding}`;
}

/** Moves to another step; null at either end. */
export function move(state: LessonState, by: 1 | -1): LessonState | null {
  const index = state.index + by;
  if (index < 0 || index >= state.lesson.steps.length) return null;
  return { ...state, index, turned: 0, hinted: false, leaving: false, furthest: Math.max(state.furthest, index) };
}

/** The step of the run at which a question is measured. */
function stepOf(run: RunState, at: 'end' | number): number {
  const last = Math.max(run.step, run.end?.step ?? 0);
  const perEpoch = run.run?.stepsPerEpoch;
  return at === 'end' || perEpoch === undefined ? last : Math.min(last, at * perEpoch);
}
