// A child for tests that hears nothing from its beginning on.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
