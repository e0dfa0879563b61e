// Whether the host has WebAssembly memory, and the reason if not.
import { expect, it } from 'vitest';
import { WASM_MEMORY_ADVICE, wasmMemory, wasmMemoryTrouble } from '../../src/core/webAssembly.js';

class Refusing {
  readonly buffer = new ArrayBuffer(0);
  constructor() {
    throw new RangeError('no room');
  }
}

it('a memory has at least the requested bytes, all 0', () => {
  const memory = wasmMemory(65537);
  if (typeof memory === 'string') throw new Error(memory);
  expect(memory.buffer.byteLength).toBe(131072);
  expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
});

it('a host that refuses memory gives a reason and a remedy', () => {
  expect(wasmMemoryTrouble()).toBeNull();
  expect(wasmMemory(1, { Memory: Refusing })).toBe('no room');
  expect(wasmMemoryTrouble({ Memory: Refusing })).toBe(`no room; ${WASM_MEMORY_ADVICE}`);
});
