// Groups the layers of a run by the modules that hold them: a tree by the words of their paths.
import type { ToldRun } from './events.js';

/** A module with several layers, or one layer. */
export interface Module {
  /** Its path: `encoder.layers.3`. */
  readonly key: string;
  /** Indices of its layers, from 0, in order. */
  readonly layers: readonly number[];
  /** Its submodules; empty for one layer, and for layers with the same path. */
  readonly parts: readonly Module[];
}

/** With fewer rows than this, modules are unfolded further. */
const FEW_ROWS = 12;
/** The most rows that are shown before the user unfolds a module. */
const MANY_ROWS = 32;

const memory = new WeakMap<ToldRun, Module>();

/** The tree of a run that names its layers; null if it does not, or if no two layers share a module. */
export function modulesOf(run: ToldRun | null): Module | null {
  const names = run?.layers ?? [];
  if (run === null || names.length < 2) return null;
  const tree = memory.get(run) ?? treeOf(names.map(wordsOf));
  memory.set(run, tree);
  return tree.parts.some(({ parts }) => parts.length > 0) ? tree : null;
}

function wordsOf({ name = '', path }: NonNullable<ToldRun['layers']>[number]): string[] {
  const words = name.split(/[./]/).filter((word) => word !== '');
  return path === undefined ? words : [...path.split(/[./]/).filter((word) => word !== ''), words.at(-1) ?? ''];
}

function treeOf(words: readonly (readonly string[])[]): Module {
  const grow = (layers: readonly number[], depth: number): Module => {
    const key = (words[layers[0] ?? 0] ?? []).slice(0, depth).join('.');
    if (layers.length === 1) return { key, layers, parts: [] };
    const byWord = new Map<string, number[]>();
    for (const layer of layers) {
      const word = words[layer]?.[depth] ?? '';
      const some = byWord.get(word);
      if (some === undefined) byWord.set(word, [layer]);
      else some.push(layer);
    }
    // All layers have the same path.
    if (byWord.size === 1 && byWord.has('')) return { key, layers, parts: [] };
    const parts = [...byWord.values()].map((some) => grow(some, depth + 1));
    const [only] = parts;
    // A module with a single submodule is replaced by it.
    return parts.length === 1 && only !== undefined ? only : { key, layers, parts };
  };
  return grow([...words.keys()], 0);
}

/** The modules that are open at first: level by level, as long as the rows stay few. */
export function openAtFirst(tree: Module): ReadonlySet<string> {
  const open = new Set<string>([tree.key]);
  for (;;) {
    const rows = rowsOf(tree, open);
    const closed = rows.filter(({ parts }) => parts.length > 0);
    const next = rows.reduce((sum, { parts }) => sum + Math.max(1, parts.length), 0);
    if (closed.length === 0 || (rows.length >= FEW_ROWS && next > MANY_ROWS)) return open;
    for (const { key } of closed) open.add(key);
  }
}

/** The modules and layers that are shown while these modules are open. */
export function rowsOf(tree: Module, open: ReadonlySet<string>): Module[] {
  if (!open.has(tree.key) || tree.parts.length === 0) return [tree];
  return tree.parts.flatMap((part) => rowsOf(part, open));
}

/** The smallest open module around a layer; null at the top. */
export function moduleAround(tree: Module, open: ReadonlySet<string>, layer: number): Module | null {
  let found: Module | null = null;
  let at: Module | undefined = tree;
  while (at !== undefined && open.has(at.key) && at.parts.length > 0) {
    if (at !== tree) found = at;
    at = at.parts.find(({ layers }) => layers.includes(layer));
  }
  return found;
}
