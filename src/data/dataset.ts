// What every data source yields, and nothing more: plain arrays that a seed determines.

export type Task = 'binary' | 'multiclass' | 'regression';

export interface Dataset {
  readonly name: string;
  readonly task: Task;
  readonly samples: number;
  /** Features a time step. */
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
