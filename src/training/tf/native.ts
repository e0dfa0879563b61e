// The private binding of @tensorflow/tfjs-node 4.22 to the C library, needed to run graphs. Its
// public interface neither runs a graph from memory nor reports the operations that it calls.

/** An attribute of `executeOp`; `type` is one of the binding's TF_ATTR_ numbers. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor of the binding. Ids are never reused. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

export type Values = Float32Array | Int32Array | Uint8Array;

export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  /** Shares the memory of `values` until the tensor is deleted. */
  createTensor(shape: readonly number[], dtype: number, values: Values): number;
  deleteTensor(id: number): void;
  /** A copy. */
  tensorDataSync(id: number): Float32Array;
  /** `tags` and the names below are separated by commas. */
  loadSavedModel(folder: string, tags: string): number;
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): NativeTensor[];
  deleteSavedModel(session: number): void;
}

/** The backend registered as `tensorflow`; every kernel reaches the binding through this field. */
export interface NativeBackend {
  binding: Binding;
}
