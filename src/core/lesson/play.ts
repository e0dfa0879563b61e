// Where a learner stands in a lesson: pure transitions between reading, guessing, waiting and seeing the answer.
import type { RunState } from '../run/runState.js';
import { MEASURES, type Measurement } from './measures.js';
import type { Lesson, LessonStep } from './schema.js';

export interface LessonState {
  readonly lesson: Lesson;
  readonly index: number;
  /** The learner's guess (index into the choices); null: none yet, -1: skipped. */
  readonly guess: number | null;
  /** The measured answer once it is known. */
  readonly measurement: Measurement | null;
  /** Right guesses and questions answered so far. */
  readonly right: number;
  readonly asked: number;
}

export const startLesson = (lesson: Lesson): LessonState => ({
  lesson,
  index: 0,
  guess: null,
  measurement: null,
  right: 0,
  asked: 0,
});

export function currentStep(state: LessonState): LessonStep {
  const step = state.lesson.steps[state.index];
  if (step === undefined) throw new Error(`lesson ${state.lesson.name} has no step ${state.index}`);
  return step;
}

/** Whether the run has come to the moment that this step's question or wait names. */
export function momentReached(when: LessonStep['wait'] | number, run: RunState): boolean {
  if (when === 'key') return true;
  if (when === 'end') return run.end !== null || run.status === 'failed';
  if (typeof when === 'number') return run.epoch > when || run.end !== null || run.epochs.some((e) => e.epoch >= when);
  if ('epoch' in when) return momentReached(when.epoch, run);
  return (
    run.end !== null || run.findings.some((finding) => finding.rule === when.finding && finding.level !== 'cleared')
  );
}

/** The choices of the current question, or none. They are known before the answer is. */
export function choices(state: LessonState, run: RunState): readonly string[] {
  const question = currentStep(state).question;
  if (question === undefined) return [];
  return state.measurement?.choices ?? MEASURES[question.measure](run, run.step)?.choices ?? [];
}

/** Takes the learner's guess; later guesses change it until the answer is revealed. */
export function guess(state: LessonState, choice: number, run: RunState): LessonState {
  if (state.measurement !== null || choice >= choices(state, run).length) return state;
  return reveal({ ...state, guess: choice }, run);
}

/** Fills in the measured answer when guess and moment are both there. Idempotent: call it with every change of the run. */
export function reveal(state: LessonState, run: RunState): LessonState {
  const question = currentStep(state).question;
  if (question === undefined || state.measurement !== null || state.guess === null) return state;
  if (!momentReached(question.at, run)) return state;
  const step = question.at === 'end' ? run.step : stepOfEpoch(run, question.at);
  const measurement = MEASURES[question.measure](run, step);
  if (measurement === null) return state;
  const right = measurement.answer === state.guess ? 1 : 0;
  return { ...state, measurement, right: state.right + right, asked: state.asked + (state.guess >= 0 ? 1 : 0) };
}

/** Why `next` does not work yet, or null. */
export function blockedBy(state: LessonState, run: RunState): string | null {
  const step = currentStep(state);
  if (step.question !== undefined && state.guess === null) return 'guess first: press a number';
  if (!momentReached(step.wait, run)) return 'wait for the run';
  if (step.question !== undefined && state.measurement === null) return 'wait for the answer';
  return null;
}

/** To another step, forward or back; null at either end. */
export function move(state: LessonState, by: 1 | -1): LessonState | null {
  const index = state.index + by;
  if (index < 0 || index >= state.lesson.steps.length) return null;
  return { ...state, index, guess: null, measurement: null };
}

function stepOfEpoch(run: RunState, epoch: number): number {
  const perEpoch = run.run?.stepsPerEpoch;
  return perEpoch === undefined ? run.step : Math.min(run.step, epoch * perEpoch);
}
