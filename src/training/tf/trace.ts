// Records one eager execution of a program as a graph: every operation that TensorFlow.js passes to the native library.
import type { NativeBackend, NativeTensor, OpAttribute, Binding, Values } from './native.js';
import { executeEagerly, type Program } from './programs.js';
import type { Bytes } from './protobuf.js';
import { rewritten, type Rewritten } from './rewrite.js';
import { attribute, type GraphNode } from './savedModel.js';

export interface Trace {
  readonly result: Float32Array;
  readonly nodes: readonly GraphNode[];
  /** The placeholder of each feed, and the output that holds the result: `name:index`. */
  readonly inputs: readonly string[];
  readonly output: string;
}

/** Limit on operations: TensorFlow prepares a graph in about 0.2 ms per operation, once. */
const MOST_NODES = 20_000;

/** A program that a graph cannot express. */
class Untraceable extends Error {}

/** Executes a program and records its calls. */
export function traced(backend: NativeBackend, program: Program): Trace {
  const { binding } = backend;
  const recorder = new Recorder(binding, program);
  backend.binding = recorder.binding;
  try {
    const result = executeEagerly(program);
    return { result, nodes: recorder.nodes, inputs: recorder.inputs, output: recorder.output() };
  } finally {
    backend.binding = binding;
  }
}

/** A tensor: the output that holds it, `name:index`, its type and shape. */
interface Known {
  readonly name: string;
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** Operations that often leave a tensor unchanged. */
const CONVERSIONS: ReadonlySet<string> = new Set(['Cast', 'Reshape']);

class Recorder {
  readonly nodes: GraphNode[];
  readonly inputs: readonly string[];
  /** The binding with recording. */
  readonly binding: Binding;
  private readonly placeholders: ReadonlyMap<Values, string>;
  private readonly known = new Map<number, Known>();
  private readonly constants = new Map<string, string>();
  private readonly read: number[] = [];
  /** Number of recorded calls, without placeholders. */
  private readonly byName = new Map<string, GraphNode>();

  constructor(
    private readonly original: Binding,
    { feeds }: Program,
  ) {
    const names = feeds.map((_, i) => `feed${i}`);
    this.nodes = feeds.map(({ shape }, i) => ({
      name: names[i]!,
      op: 'Placeholder',
      inputs: [],
      attributes: { dtype: attribute.type(original.TF_FLOAT), shape: attribute.shape(shape) },
    }));
    this.inputs = names.map((name) => `${name}:0`);
    // A tensor keeps the array of its feed, so the array identifies the feed.
    this.placeholders = new Map(feeds.map(({ values }, i) => [values, this.inputs[i]!]));
    this.binding = this.listening();
  }

  private listening(): Binding {
    const { original } = this;
    const heard: Pick<Binding, 'executeOp' | 'createTensor' | 'tensorDataSync'> = {
      executeOp: (name, attributes, inputs, outputs) => {
        const made = original.executeOp(name, attributes, inputs, outputs);
        this.operation(name, attributes, inputs, made);
        return made;
      },
      createTensor: (shape, dtype, values) => {
        const id = original.createTensor(shape, dtype, values);
        const name = this.placeholders.get(values) ?? this.constant(shape, dtype, values);
        this.known.set(id, { name, dtype, shape: [...shape] });
        return id;
      },
      tensorDataSync: (id) => {
        this.read.push(id);
        return original.tensorDataSync(id);
      },
    };
    // The methods of the original are read-only and not enumerable.
    return Object.create(original, Object.getOwnPropertyDescriptors(heard)) as Binding;
  }

  /** The tensors read back: the result. A program that reads more depends on values. */
  output(): string {
    if (this.read.length !== 1) throw new Untraceable('the program reads a value before its result');
    return this.find(this.read[0]!).name;
  }

  private find(id: number): Known {
    const known = this.known.get(id);
    if (known === undefined) throw new Untraceable('the program uses a tensor made outside of it');
    return known;
  }

  private add({ op, inputs, attributes }: Rewritten): string {
    if (this.nodes.length >= MOST_NODES) throw new Untraceable(`more than ${MOST_NODES} operations`);
    const name = `node${this.nodes.length}`;
    const node: GraphNode = { name, op, inputs, attributes };
    this.nodes.push(node);
    this.byName.set(name, node);
    return name;
  }

  /** Shares equal constants (axes, shapes, factors), because preparation time grows with the graph. */
  private constant(shape: readonly number[], dtype: number, values: Values): string {
    const value = attribute.tensor(dtype, shape, values);
    const key = Buffer.from(value).toString('latin1');
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = `${this.add({ op: 'Const', inputs: [], attributes: { dtype: attribute.type(dtype), value } })}:0`;
    this.constants.set(key, name);
    return name;
  }

  private operation(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    made: readonly NativeTensor[],
  ): void {
    const given = inputs.map((id) => this.find(id));
    const [from] = given;
    const [to] = made;
    if (CONVERSIONS.has(op) && from !== undefined && to !== undefined && looksLike(from, to)) {
      this.known.set(to.id, from);
      return;
    }
    const operation = {
      op,
      inputs: given.map((one) => one.name),
      shapes: given.map((one) => one.shape),
      attributes: Object.fromEntries(attributes.map((one) => [one.name, this.valueOf(op, one)])),
    };
    const name = this.add(rewritten(operation, (output) => this.byName.get(output.split(':')[0]!)));
    made.forEach(({ id, dtype, shape }, i) => this.known.set(id, { name: `${name}:${i}`, dtype, shape }));
  }

  private valueOf(op: string, { name, type, value }: OpAttribute): Bytes {
    const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE } = this.original;
    if (typeof value === 'string' && type === TF_ATTR_STRING) return attribute.string(value);
    if (typeof value === 'boolean' && type === TF_ATTR_BOOL) return attribute.bool(value);
    if (typeof value === 'number') {
      if (type === TF_ATTR_INT) return attribute.int(value);
      if (type === TF_ATTR_FLOAT) return attribute.float(value);
      if (type === TF_ATTR_TYPE) return attribute.type(value);
    }
    throw new Untraceable(`${op} has an attribute ${name} of an unknown kind`);
  }
}

const looksLike = (a: Known, b: NativeTensor): boolean =>
  a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((size, i) => size === b.shape[i]);
