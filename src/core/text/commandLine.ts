// The command line that trains a run again.
import { asAsked } from '../config/asAsked.js';
import { configToCommandLine } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import type { RunState } from '../run/runState.js';

/** The start of a command line. */
export interface LineStart {
  /** The preset's configuration, and its name or path on the command line. */
  readonly base: Config;
  readonly preset: string;
  /** `gradtop` or `gradtop train`. */
  readonly command?: string;
}

/** The command line for `config`; values that `auto` has resolved become `auto` again. */
export const commandLineOf = (run: RunState, config: Config, { base, preset, command }: LineStart): string =>
  configToCommandLine(asAsked(config, base, run.run?.dataset?.classes), base, preset, command);
