// Results of a bench: medians with spread, beside what was wanted and beside peers, as ratios; as a table and as JSON.

export interface Wanted {
  /** At most so much, or at least. 0: nothing at all. */
  readonly most?: number;
  readonly least?: number;
}

interface Entry {
  readonly what: string;
  readonly by: string;
  readonly unit: string;
  readonly samples: number[];
  readonly wanted: Wanted | null;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
};

/** Three figures, and no more than a thousandth. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

export const spread = (samples: readonly number[]): string =>
  `${figure(median(samples))} (${figure(Math.min(...samples))} .. ${figure(Math.max(...samples))})`;

const OURS = 'gradtop';

export class Report {
  private readonly entries: Entry[] = [];
  private readonly notes: string[] = [];

  constructor(private readonly bench: string) {}

  /** One more sample. What is not a number was not measured and is left out. */
  add(what: string, by: string, unit: string, sample: number, wanted: Wanted | null = null): void {
    if (!Number.isFinite(sample)) return;
    const known = this.entries.find((entry) => entry.what === what && entry.by === by);
    if (known === undefined) this.entries.push({ what, by, unit, samples: [sample], wanted });
    else known.samples.push(sample);
  }

  /** Said once below the table: what was absent, what did not happen. */
  note(line: string): void {
    if (!this.notes.includes(line)) this.notes.push(line);
  }

  /** `json`: a line of JSON follows, for programs. */
  print(json: boolean): void {
    console.log(`\n## ${this.bench}\n`);
    console.log('| what | by | median (low .. high) | wanted | × wanted | gradtop × this |');
    console.log('|---|---|---|---|---|---|');
    // What belongs together stands together, in the order in which it came.
    const subjects = [...new Set(this.entries.map(({ what }) => what))];
    for (const what of subjects)
      for (const entry of this.entries.filter((one) => one.what === what)) console.log(this.row(entry));
    for (const line of this.notes) console.log(`\n${line}`);
    if (json) console.log(JSON.stringify({ bench: this.bench, results: this.entries, notes: this.notes }));
  }

  private row(entry: Entry): string {
    const { what, by, unit, samples, wanted } = entry;
    const limit = wanted?.most ?? wanted?.least;
    const sign = wanted?.least === undefined ? '<=' : '>=';
    const ratio =
      limit === undefined
        ? ''
        : limit === 0
          ? median(samples) === 0
            ? 'nothing'
            : 'not 0'
          : figure(median(samples) / limit);
    const cells = [
      what,
      by,
      `${spread(samples)} ${unit}`,
      limit === undefined ? '' : `${sign} ${Number(limit.toPrecision(3))}`,
      ratio,
      this.oursBeside(entry),
    ];
    return `| ${cells.join(' | ')} |`;
  }

  /** How many times a peer's figure ours is. */
  private oursBeside({ what, by, samples }: Entry): string {
    const ours = this.entries.find((entry) => entry.what === what && entry.by === OURS);
    const theirs = median(samples);
    return by === OURS || ours === undefined || theirs === 0 ? '' : figure(median(ours.samples) / theirs);
  }
}
