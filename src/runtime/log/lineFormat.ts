// What differs between formats of lines; reading and following them is common.
import type { GradtopEvent } from '../../core/run/events.js';
import type { ScalarFlags } from '../../core/run/scalars/scalarRun.js';

/** Turns a line into its events. @throws UserError with the reason, without file and line */
export type Decode = (line: string) => readonly GradtopEvent[];

/** What a decoder may need to know beside the lines. */
export interface DecoderContext {
  /** Names the run where the log does not. */
  readonly name: string;
  readonly flags: ScalarFlags;
  /** The folder of the log, or the log that is a folder; null for a stream. */
  readonly folder: string | null;
  /** `--regex`: lines by named groups; null: by the known patterns. */
  readonly regex: RegExp | null;
}

export interface LineFormat {
  /** A decoder for one file. It may keep state; the same file is decoded by a fresh one when it begins again. */
  decoder(context: DecoderContext): Decode;
  /** Whether a file of a folder is such a log, by its path. */
  belongs(file: string): boolean;
  /** A line that decodes is complete even without a newline: true for JSON, false for text. */
  readonly selfDelimiting: boolean;
  /** \r ends a line as well: progress bars may write no newline for hours. */
  readonly returns?: true;
  /** Each event has the id of its own run already; else runs that share an id are separated. */
  readonly namesRuns?: true;
}
