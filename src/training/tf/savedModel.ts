// Writes a graph as a SavedModel, the only form that tfjs-node accepts. Field numbers: tensorflow/core/protobuf/
// {saved_model,meta_graph}.proto and tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape}.proto.
import { bytes, bytesOf, float, integer, message, type Bytes } from './protobuf.js';

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Outputs of other nodes, `name:index`. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Bytes>>;
}

/** Which AttrValue a value is. */
export const attribute = {
  string: (value: string): Bytes => bytes(2, value),
  int: (value: number): Bytes => integer(3, value),
  float: (value: number): Bytes => float(4, value),
  bool: (value: boolean): Bytes => integer(5, value ? 1 : 0),
  type: (value: number): Bytes => integer(6, value),
  shape: (shape: readonly number[]): Bytes => bytes(7, shapeOf(shape)),
  tensor: (dtype: number, shape: readonly number[], values: ArrayBufferView): Bytes =>
    bytes(8, message(integer(1, dtype), bytes(2, shapeOf(shape)), bytes(4, bytesOf(values)))),
};

const shapeOf = (shape: readonly number[]): Bytes => message(...shape.map((size) => bytes(2, integer(1, size))));

const nodeOf = ({ name, op, inputs, attributes }: GraphNode): Bytes =>
  message(
    bytes(1, name),
    bytes(2, op),
    ...inputs.map((input) => bytes(3, input)),
    ...Object.entries(attributes).map(([key, value]) => bytes(5, message(bytes(1, key), bytes(2, value)))),
  );

/** The producer version of TensorFlow 2.9, which tfjs-node 4.22 contains. */
const GRAPH_VERSION = 1087;
export const MODEL_TAG = 'gradtop';
export const MODEL_FILE = 'saved_model.pb';

export function savedModel(nodes: readonly GraphNode[]): Bytes {
  const graph = message(...nodes.map((node) => bytes(1, nodeOf(node))), bytes(4, integer(1, GRAPH_VERSION)));
  const metaGraph = message(bytes(1, bytes(4, MODEL_TAG)), bytes(2, graph));
  return message(integer(1, 1), bytes(2, metaGraph));
}
