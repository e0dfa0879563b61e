// A data set: plain arrays, determined by a seed.

export type Task = 'binary' | 'multiclass' | 'regression';

export interface Dataset {
  readonly name: string;
  readonly task: Task;
  readonly samples: number;
  /** Features per time step. */
  readonly features: number;
  /** 1 for plain data. */
  readonly timesteps: number;
  /** Row-major [samples, timesteps, features]. */
  readonly x: Float32Array;
  /** Row-major [samples, outputs]: 0/1 for two classes, one-hot for more, the value for regression. */
  readonly y: Float32Array;
  readonly outputs: number;
  /** 0 for regression. */
  readonly classes: number;
  readonly featureNames: readonly string[];
  readonly classNames: readonly string[];
  /** Rows of a file left out for missing values. */
  readonly dropped?: number;
}
