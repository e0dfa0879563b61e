// The differences between formats of lines. Reading and following are shared.
import type { GradtopEvent } from '../../core/run/events.js';
import type { ScalarFlags } from '../../core/run/scalars/scalarRun.js';

/** Turns a line into its events. @throws UserError with the reason, without file and line */
export type Decode = (line: string) => readonly GradtopEvent[];

/** Facts that a decoder may need besides the lines. */
export interface DecoderContext {
  /** Name of the run if the log has none. */
  readonly name: string;
  readonly flags: ScalarFlags;
  /** The folder of the log, or the log that is a folder; null for a stream. */
  readonly folder: string | null;
  /** The expression of `--regex`; null to use the known patterns. */
  readonly regex: RegExp | null;
}

export interface LineFormat {
  /** A decoder for one file. It may keep state; a file that begins again gets a new decoder. */
  decoder(context: DecoderContext): Decode;
  /** Whether the path of a file suggests such a log. */
  belongs(file: string): boolean;
  /** Whether a line that decodes is complete even without a newline: true for JSON, false for text. */
  readonly selfDelimiting: boolean;
  /** \r ends a line too, because progress bars may write no newline for hours. */
  readonly returns?: true;
  /** Events already have the id of their run. Otherwise runs that share an id are separated. */
  readonly namesRuns?: true;
}
