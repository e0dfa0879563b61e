// Results of a bench as a table and as JSON: medians with spread, beside targets and, as ratios, beside peers.

export interface Wanted {
  /** The target: at most or at least this value. */
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

/** Three significant digits, at most three decimals. */
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

  /** Adds a sample. NaN means not measured and is left out. */
  add(what: string, by: string, unit: string, sample: number, wanted: Wanted | null = null): void {
    if (!Number.isFinite(sample)) return;
    const known = this.entries.find((entry) => entry.what === what && entry.by === by);
    if (known === undefined) this.entries.push({ what, by, unit, samples: [sample], wanted });
    else known.samples.push(sample);
  }

  /** Prints a line below the table once, such as an absent peer. */
  note(line: string): void {
    if (!this.notes.includes(line)) this.notes.push(line);
  }

  /** `json`: whether a line of JSON follows. */
  print(json: boolean): void {
    console.log(`\n## ${this.bench}\n`);
    console.log('| what | by | median (low .. high) | wanted | × wanted | gradtop × this |');
    console.log('|---|---|---|---|---|---|');
    // Group the rows by subject, in the order of their first samples.
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

  /** The ratio of our figure to a peer's. */
  private oursBeside({ what, by, samples }: Entry): string {
    const ours = this.entries.find((entry) => entry.what === what && entry.by === OURS);
    const theirs = median(samples);
    return by === OURS || ours === undefined || theirs === 0 ? '' : figure(median(ours.samples) / theirs);
  }
}
