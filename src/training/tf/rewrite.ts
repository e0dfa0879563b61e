// Rewrites the operations of TensorFlow.js into fewer ones. TensorFlow.js composes layers and gradients of operations that all backends
// have; the native library has a single operation for some of them.
import { attribute, type GraphNode } from './savedModel.js';

/** An operation to record, with inputs as outputs of other nodes, `name:index`. */
export interface Operation extends Omit<GraphNode, 'name'> {
  /** One for each input. */
  readonly shapes: readonly (readonly number[])[];
}
export type Rewritten = Omit<Operation, 'shapes'>;

/** The node that an output comes from; undefined for an input of the graph. */
export type NodeOf = (output: string) => GraphNode | undefined;

/** The operation to record instead. Operations without readers are dropped when the graph is prepared. */
export function rewritten(operation: Operation, nodeOf: NodeOf): Rewritten {
  const { op, inputs, shapes, attributes } = operation;
  const { T, adj_x, adj_y } = attributes;
  if (T === undefined) return operation;
  const ranks = shapes.map((shape) => shape.length);
  if (op === 'BatchMatMulV2' && adj_x !== undefined && adj_y !== undefined && ranks.every((rank) => rank === 2))
    return { op: 'MatMul', inputs, attributes: { T, transpose_a: adj_x, transpose_b: adj_y } };
  if (op === 'Add' && ranks[0] === 2 && ranks[1] === 1 && shapes[0]![1] === shapes[1]![0])
    return { op: 'BiasAdd', inputs, attributes: { T } };
  if (op === 'Mul') {
    const [a = '', b = ''] = inputs;
    // dy (y (1 - y))
    const y = ofSigmoid(b, nodeOf);
    if (y !== null) return { op: 'SigmoidGrad', inputs: [y, a], attributes: { T } };
    // (1 - y²) dy
    const z = ofTanh(a, nodeOf);
    if (z !== null) return { op: 'TanhGrad', inputs: [z, b], attributes: { T } };
  }
  return operation;
}

const FLOAT = 1;
const ONE = Buffer.from(attribute.tensor(FLOAT, [], Float32Array.of(1)));

/** x where `output` is 1 - x. */
function fromOne(output: string, nodeOf: NodeOf): string | null {
  const node = nodeOf(output);
  if (node?.op !== 'Sub') return null;
  const [one = '', x = ''] = node.inputs;
  const value = nodeOf(one)?.attributes['value'];
  return value !== undefined && ONE.equals(value) ? x : null;
}

/** y where `output` is y (1 - y), of a sigmoid. */
function ofSigmoid(output: string, nodeOf: NodeOf): string | null {
  const node = nodeOf(output);
  if (node?.op !== 'Mul') return null;
  const [y = '', rest = ''] = node.inputs;
  return nodeOf(y)?.op === 'Sigmoid' && fromOne(rest, nodeOf) === y ? y : null;
}

/** y where `output` is 1 - y², of a hyperbolic tangent. */
function ofTanh(output: string, nodeOf: NodeOf): string | null {
  const square = fromOne(output, nodeOf);
  const node = square === null ? undefined : nodeOf(square);
  const [y = ''] = node?.inputs ?? [];
  return node?.op === 'Square' && nodeOf(y)?.op === 'Tanh' ? y : null;
}
