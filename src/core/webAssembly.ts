// Types of the WebAssembly API that gradtop uses, which Node's type library does not declare.
import { messageOf } from './userError.js';

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

interface WasmHost {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { env: { memory: WasmMemory } }) => { readonly exports: unknown };
  Memory: new (limits: { initial: number }) => WasmMemory;
  validate(bytes: Uint8Array): boolean;
}

declare const WebAssembly: WasmHost | undefined;

export const wasmHost = (): WasmHost | undefined => (typeof WebAssembly === 'undefined' ? undefined : WebAssembly);

/**
 * V8 reserves 8 GiB of addresses for each memory, so that a processor trap takes the place of bounds checks. A limit on the
 * address space (`ulimit -v`) refuses them; with this option V8 reserves what it uses.
 */
export const WASM_MEMORY_ADVICE = 'raise the limit (ulimit -v), or set NODE_OPTIONS=--disable-wasm-trap-handler';

const PAGE = 65536;

/** A memory of at least `bytes`, all 0; or why there is none, as a clause. */
export function wasmMemory(
  bytes: number,
  host: Pick<WasmHost, 'Memory'> | undefined = wasmHost(),
): WasmMemory | string {
  if (host === undefined) return 'this Node has no WebAssembly';
  try {
    return new host.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE)) });
  } catch (error) {
    // The request is valid, so that V8 can only lack memory.
    return messageOf(error);
  }
}

/** Why this process cannot allocate WebAssembly memory, and what helps, as a clause; null: it can. */
export function wasmMemoryTrouble(host?: Pick<WasmHost, 'Memory'>): string | null {
  const memory = wasmMemory(1, host ?? wasmHost());
  return typeof memory === 'string' ? `${memory}; ${WASM_MEMORY_ADVICE}` : null;
}
