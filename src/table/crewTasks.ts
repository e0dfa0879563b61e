// What a thread of the crew does.
import { distinctIn, type DistinctTask } from './numbers.js';
import { readPart, type PartRead, type PartTask } from './part.js';
import { writeRows, type RowsTask } from './rowMajor.js';
import { findScale, type Scale, type ScaleTask } from './scale.js';

export type Task = PartTask | DistinctTask | ScaleTask | RowsTask;

/** What each task gives. */
export interface Results {
  readonly part: PartRead | null;
  readonly distinct: number;
  readonly scale: Scale;
  readonly rows: null;
}

/** Yields now and then, so that a thread with other work can do it. */
export function* work(task: Task): Generator<void, Results[Task['kind']]> {
  if (task.kind === 'part') return yield* readPart(task);
  if (task.kind === 'distinct') return distinctIn(task);
  if (task.kind === 'scale') return findScale(task);
  return yield* writeRows(task);
}
