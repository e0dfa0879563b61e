// The private parts of @tensorflow/tfjs-node 4.22 that running a whole graph needs: its binding to the C library. No part of its
// public interface runs a graph that is not a file, nor tells which operations it calls.

/** As `executeOp` takes it; `type` is one of the binding's TF_ATTR_ numbers. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor that the binding made. Ids are never used again. */
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
  /** `tags`, as the names below: parted by commas. */
  loadSavedModel(folder: string, tags: string): number;
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): NativeTensor[];
  deleteSavedModel(session: number): void;
}

/** The backend that TensorFlow.js knows as `tensorflow`; every kernel reaches the binding through this field. */
export interface NativeBackend {
  binding: Binding;
}
