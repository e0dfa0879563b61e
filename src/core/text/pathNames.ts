// Shortens names of layers such as `encoder.layers.11.self_attn.in_proj.weight`: drops words that most names share at both
// ends, and elides names that are still too long in the middle, where neighbours differ least often.
import { fitEnd, fitText, textWidth } from './width.js';

/** A word with its separator: `encoder.`, `layers.`, `11.`, `weight`. */
const wordsOf = (name: string): string[] => name.match(/[^./]+[./]?|[./]/g) ?? [];

/** The names without the leading and trailing words that more than half of them share; as they are if two would become equal. */
export function withoutShared(names: readonly string[]): readonly string[] {
  const left = names.map(wordsOf);
  dropShared(
    left,
    (words) => words[0],
    (words) => words.shift(),
  );
  dropShared(
    left,
    (words) => words.at(-1),
    (words) => words.pop(),
  );
  const short = left.map((words) => words.join('').replace(/[./]$/, ''));
  return new Set(short).size === new Set(names).size ? short : names;
}

/** Drops the word at one end as long as more than half of the names share it. The last word of a name stays. */
function dropShared(
  names: readonly string[][],
  end: (words: readonly string[]) => string | undefined,
  drop: (words: string[]) => unknown,
): void {
  let within = names;
  for (;;) {
    const counts = new Map<string, number>();
    for (const words of within) {
      const word = end(words);
      if (words.length > 1 && word !== undefined) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const shared = [...counts].find(([, count]) => 2 * count > names.length)?.[0];
    if (shared === undefined) return;
    within = within.filter((words) => words.length > 1 && end(words) === shared);
    for (const words of within) drop(words);
  }
}

/** Cuts a name in the middle; the end gets the larger half, because it names the parameter. */
export function elided(name: string, width: number, ellipsis: string): string {
  if (textWidth(name) <= width) return name;
  const rest = width - textWidth(ellipsis);
  if (rest < 2) return fitText(name, width, '');
  const head = Math.floor(rest / 2);
  return fitText(name, head, '') + ellipsis + fitEnd(name, rest - head, '');
}
