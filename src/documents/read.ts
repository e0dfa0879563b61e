// Reads YAML (or JSON) as a value, with the line of each part.
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Pair,
  type YAMLError,
} from 'yaml';
import { messageOf } from '../core/userError.js';

export interface Fault {
  /** From 1. */
  readonly line: number;
  /** What is wrong, and what is allowed. */
  readonly what: string;
}

export interface ReadDocument {
  /** Faults that leave no value, or that the value would hide, such as a repeated key. */
  readonly faults: readonly Fault[];
  /** Undefined if the text is not YAML. */
  readonly value: unknown;
  /** The line of a field, or of the part that should contain it. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/** After these errors a value exists: a repeated key. */
const LEAVES_VALUE = new Set<string>(['DUPLICATE_KEY']);

export function readDocument(text: string): ReadDocument {
  const counter = new LineCounter();
  const none = (faults: readonly Fault[]): ReadDocument => ({ faults, value: undefined, lineOf: () => 1 });
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
    const alias = aliasFault(document);
    const faultOf = ({ message, pos }: Pick<YAMLError, 'message' | 'pos'>): Fault => {
      const { line, col } = counter.linePos(pos[0]);
      return { line, what: `column ${col}: ${message.replace(/\s+/g, ' ')}` };
    };
    // After the first syntax error the parser guesses, and its further errors follow from the guess.
    const syntax = document.errors.find(({ code }) => !LEAVES_VALUE.has(code)) ?? alias;
    if (syntax !== null) return none([faultOf(syntax)]);
    const faults = document.errors.map(faultOf);
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    return { faults, value, lineOf: (path) => counter.linePos(offsetOf(document, path)).line };
  } catch (error) {
    // Too many aliases, or too deep for the parser.
    return none([{ line: 1, what: messageOf(error) }]);
  }
}

/** Offset of the last existing part of the path, or of its key. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }: Pair) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined =>
  isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;

/** An alias without an anchor, or inside the value that it names, which would be infinite. */
function aliasFault(document: Document.Parsed): Pick<YAMLError, 'message' | 'pos'> | null {
  let found: Pick<YAMLError, 'message' | 'pos'> | null = null;
  visit(document, {
    Alias: (_key, alias, ancestors) => {
      const named = alias.resolve(document);
      if (named !== undefined && !ancestors.includes(named)) return undefined;
      const [start, end] = alias.range ?? [0, 0];
      const why = named === undefined ? 'has no anchor before it' : 'is inside its own value';
      found = { message: `the alias *${alias.source} ${why}`, pos: [start, end] };
      return visit.BREAK;
    },
  });
  return found;
}
