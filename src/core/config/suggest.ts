// Quotes values in messages and suggests the nearest allowed word for a misspelt one.

const fold = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Other common names for terms that gradtop calls by Keras' name; folded. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['xavier', 'glorotUniform'],
  ['xavieruniform', 'glorotUniform'],
  ['xaviernormal', 'glorotNormal'],
  ['kaiming', 'heNormal'],
  ['kaiminguniform', 'heUniform'],
  ['kaimingnormal', 'heNormal'],
  ['he', 'heNormal'],
  ['lecun', 'lecunNormal'],
  ['normal', 'randomNormal'],
  ['silu', 'swish'],
  ['logistic', 'sigmoid'],
  ['identity', 'linear'],
  ['none', 'linear'],
  ['bce', 'binaryCrossentropy'],
  ['logloss', 'binaryCrossentropy'],
  ['mse', 'meanSquaredError'],
  ['squarederror', 'meanSquaredError'],
  ['rnn', 'simpleRnn'],
  ['longshorttermmemory', 'lstm'],
  ['gatedrecurrentunit', 'gru'],
  ['mlp', 'dense'],
  ['cnn', 'conv'],
  ['conv2d', 'conv'],
  ['convolution', 'conv'],
  ['mnist', 'digits'],
  ['filters', 'width'],
  ['channels', 'width'],
  ['lr', 'learningRate'],
  ['layers', 'depth'],
  ['units', 'width'],
  ['neurons', 'width'],
  ['hiddenlayers', 'depth'],
  ['gradientclipping', 'clipNorm'],
  ['skip', 'residual'],
  ['batchnormalization', 'batchNorm'],
]);

/** What a suggestion needs besides the word, to be what was asked for; folded. */
const WITH: ReadonlyMap<string, string> = new Map([['adamw', ' with --weight-decay']]);

/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The closest of `allowed`, letter case and separators ignored; undefined if none is close enough to be meant. */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  const folded = fold(word);
  if (folded === '') return undefined;
  const synonym = SYNONYMS.get(folded);
  const meant = allowed.find((candidate) => synonym !== undefined && fold(candidate) === fold(synonym));
  if (meant !== undefined) return meant;
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of allowed) {
    const whole = fold(candidate);
    // Three letters or more that begin a word count as that word.
    const d = folded.length >= 3 && whole.startsWith(folded) ? 0.5 : distance(folded, whole);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return least <= Math.max(1, Math.floor(folded.length / 3)) ? best : undefined;
}

/** ` (did you mean relu?)`, or nothing. `said`: what was written, if `word` is another name of it. */
export function didYouMean(word: string, allowed: readonly string[], said = word): string {
  const guess = nearest(word, allowed);
  return guess === undefined || guess === said
    ? ''
    : ` (did you mean ${guess}${fold(guess) === fold(said) ? '' : (WITH.get(fold(said)) ?? '')}?)`;
}

/** The most unknown fields that a message names; a file of another kind has many. */
const NAMED = 5;

/** `unknown field "dept" (did you mean depth?); allowed: ...`: all of an object's in one line, as the list is long. */
export function unknownFields(keys: readonly string[], allowed: readonly string[]): string {
  const named = keys.slice(0, NAMED).map((key) => shown(key) + didYouMean(key, allowed));
  const more = keys.length > NAMED ? ` and ${keys.length - NAMED} more` : '';
  return `unknown field${keys.length > 1 ? 's' : ''} ${named.join(', ')}${more}; allowed: ${allowed.join(', ')}`;
}

/** A value as it stands in the file, cut to a readable length. */
export function shown(value: unknown): string {
  // JSON writes numbers that are not finite as null.
  const text = value === undefined ? 'nothing' : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
