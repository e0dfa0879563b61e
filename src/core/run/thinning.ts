// A bounded history: when full, it drops every second entry and doubles the stride. The first and last entries stay.

/** Thinning state of a list. */
export interface Thinning {
  /** Entries ever appended. */
  appended: number;
  /** Distance, in appended entries, between kept ones. */
  stride: number;
}

export const newThinning = (): Thinning => ({ appended: 0, stride: 1 });

/** Maximum number of entries, and maximum total size (in the unit of `weigh`). */
export interface ThinningLimit<T> {
  readonly entries: number;
  readonly weight?: { readonly total: number; readonly weigh: (entry: T) => number };
}

/**
 * Appends in place. Keeps entries whose number is a multiple of the stride, and the last one. A size limit is met by
 * thinning too, down to the first and the last entry.
 */
export function appendThinned<T>(list: T[], entry: T, thinning: Thinning, limit: ThinningLimit<T>): void {
  const newestIsExtra = list.length > 1 && (thinning.appended - 1) % thinning.stride !== 0;
  if (newestIsExtra) list[list.length - 1] = entry;
  else list.push(entry);
  thinning.appended += 1;
  while (list.length > 2 && tooMuch(list, limit)) {
    // Position p holds entry p * stride (except the last), so even positions are multiples of twice the stride.
    let kept = 0;
    for (let position = 0; position < list.length; position += 1) {
      const item = list[position];
      if (item !== undefined && (position % 2 === 0 || position === list.length - 1)) {
        list[kept] = item;
        kept += 1;
      }
    }
    list.length = kept;
    thinning.stride *= 2;
  }
}

function tooMuch<T>(list: readonly T[], limit: ThinningLimit<T>): boolean {
  if (list.length > limit.entries) return true;
  const { weight } = limit;
  if (weight === undefined) return false;
  let total = 0;
  for (const entry of list) total += weight.weigh(entry);
  return total > weight.total;
}

/** The last entry at or before `step`; undefined if there is none. The list is sorted by step. */
export function latestAtOrBefore<T extends { readonly step: number }>(list: readonly T[], step: number): T | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.step ?? Infinity) <= step) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
