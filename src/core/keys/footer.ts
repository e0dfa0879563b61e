// Chooses the keys that fit into the bottom line.

export interface FooterKey {
  readonly id: string;
  readonly key: string;
  readonly word: string;
}

export interface FooterRoom {
  readonly columns: number;
  /** Columns that an entry takes besides its key and its word. */
  readonly around: number;
  /** Ids that are placed first if room is short, in this order. */
  readonly first: readonly string[];
}

/** The keys that fit, in the order of the table. */
export function fitting(all: readonly FooterKey[], { columns, around, first }: FooterRoom): FooterKey[] {
  const rank = ({ id }: FooterKey): number => (first.includes(id) ? first.indexOf(id) : first.length);
  let room = columns;
  const chosen = new Set<string>();
  for (const entry of [...all].sort((a, b) => rank(a) - rank(b))) {
    const width = entry.key.length + entry.word.length + around;
    if (width > room) continue;
    room -= width;
    chosen.add(entry.id);
  }
  return all.filter(({ id }) => chosen.has(id));
}
