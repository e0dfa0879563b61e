// A search for a cure in progress: which run trains next, and what becomes of a run that is over. The command and the dashboard drive it
// alike. Like a RunState it grows in place.
import type { Config } from '../config/schema.js';
import { createRunState } from '../run/applyEvent.js';
import type { RunState } from '../run/runState.js';
import { MOST_TRIES, SEEDS } from './limits.js';
import { Search, seedsOf, type Candidate, type Tried } from './search.js';

export interface CureOptions {
  readonly config: Config;
  /** Begins the ids of the runs. */
  readonly name: string;
  /** Asked before each changed network; `tries`: how many were trained. */
  readonly goesOn?: (tries: number) => boolean;
}

export class Cure {
  readonly search: Search;
  /** The network in training; null before the start, between two networks and at the end. */
  candidate: Candidate | null = null;
  /** Its runs so far, the last one in training. */
  private runs: RunState[] = [];
  private started = 0;

  constructor(private readonly options: CureOptions) {
    this.search = new Search(options.config);
  }

  /** The run in training. */
  get run(): RunState | null {
    return this.runs.at(-1) ?? null;
  }

  /** Seeds of the network in training that have begun. */
  get seeds(): number {
    return this.runs.length;
  }

  /** The next run to train; null: the network is well or cured, nothing is left to try, or a limit is reached. */
  next(): RunState | null {
    this.candidate ??= this.further();
    const config = this.candidate === null ? undefined : seedsOf(this.candidate.config)[this.runs.length];
    if (config === undefined) return null;
    this.started += 1;
    const run = createRunState(`${this.options.name}-${this.started}`, config);
    this.runs.push(run);
    return run;
  }

  /** Called when the run is over. Returns the network if that was its last seed. */
  take(): Tried | null {
    const { candidate, runs } = this;
    if (candidate === null || runs.length < SEEDS) return null;
    this.candidate = null;
    this.runs = [];
    return this.search.take(candidate, runs);
  }

  /** Drops the network in training; `next` begins it again. */
  interrupt(): void {
    this.candidate = null;
    this.runs = [];
  }

  private further(): Candidate | null {
    const candidate = this.search.next();
    if (candidate === null || candidate.parent === null) return candidate;
    const { goesOn = (tries) => tries < MOST_TRIES } = this.options;
    return goesOn(this.search.tries.length) ? candidate : null;
  }
}
