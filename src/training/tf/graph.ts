// Runs programs as graphs on the native library: a repeated program is recorded once and then runs as one call,
// instead of dispatching every operation from JavaScript.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Binding, NativeBackend } from './native.js';
import { executeEagerly, type Executor, type Program } from './programs.js';
import { MODEL_FILE, MODEL_TAG, savedModel } from './savedModel.js';
import { traced, type Trace } from './trace.js';
import { messageOf } from '../../core/userError.js';

/** Maximum number of cached graphs, and of programs seen once: a run has each kind in a few batch sizes. */
const MOST_GRAPHS = 16;
const MOST_SEEN = 64;

export function createGraphExecutor(backend: NativeBackend): Executor {
  const graphs = new Map<string, Graph>();
  const seen = new Set<string>();
  const refused = new Set<string>();
  let trouble: string | null = null;

  /** A program without a working graph runs operation by operation. */
  function attempt(program: Program): Float32Array | null {
    try {
      const graph = graphs.get(program.key);
      if (graph !== undefined) return graph.run(program);
      if (refused.has(program.key) || graphs.size >= MOST_GRAPHS) return null;
      if (!seen.has(program.key)) {
        if (seen.size < MOST_SEEN) seen.add(program.key);
        return null;
      }
      const trace = traced(backend, program);
      graphs.set(program.key, new Graph(backend.binding, trace));
      return trace.result;
    } catch (error) {
      refused.add(program.key);
      trouble = messageOf(error);
      graphs.get(program.key)?.dispose();
      graphs.delete(program.key);
      return null;
    }
  }

  return {
    execute: (program) => attempt(program) ?? executeEagerly(program),
    held: () => graphs.size,
    trouble: () => trouble,
    dispose() {
      for (const graph of graphs.values()) graph.dispose();
      graphs.clear();
    },
  };
}

class Graph {
  private readonly session: number;
  private readonly inputs: string;
  private readonly output: string;

  constructor(
    private readonly binding: Binding,
    { nodes, inputs, output }: Trace,
  ) {
    this.inputs = inputs.join(',');
    this.output = output;
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-graph-'));
    try {
      writeFileSync(path.join(folder, MODEL_FILE), savedModel(nodes));
      this.session = binding.loadSavedModel(folder, MODEL_TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  run({ feeds }: Program): Float32Array {
    const { binding } = this;
    const held: number[] = [];
    try {
      for (const { values, shape } of feeds) held.push(binding.createTensor(shape, binding.TF_FLOAT, values));
      const [result] = binding.runSavedModel(this.session, held, this.inputs, this.output);
      if (result === undefined) throw new Error('a graph returned no tensor');
      held.push(result.id);
      return binding.tensorDataSync(result.id);
    } finally {
      for (const id of held) binding.deleteTensor(id);
    }
  }

  dispose(): void {
    this.binding.deleteSavedModel(this.session);
  }
}
