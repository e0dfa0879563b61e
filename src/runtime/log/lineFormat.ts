// What differs between formats of lines; reading and following them is common.
import type { GradtopEvent } from '../../core/run/events.js';

/** Turns a line into its events. @throws UserError with the reason, without file and line */
export type Decode = (line: string) => readonly GradtopEvent[];

export interface LineFormat {
  /** A decoder for one file. It may keep state; the same file is decoded by a fresh one when it begins again. */
  decoder(): Decode;
  /** Whether a file of a folder is such a log, by its path. */
  belongs(file: string): boolean;
  /** A line that decodes is complete even without a newline: true for JSON, false for text. */
  readonly selfDelimiting: boolean;
}
