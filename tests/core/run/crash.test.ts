// The description of a training process that exited by itself.
import { describe, expect, it } from 'vitest';
import { endInWords } from '../../../src/core/run/crash.js';

const THROWN = `file:///app/dist/worker/entry.js:12
    throw new TypeError('no such layer');
          ^

TypeError: no such layer
    at run (file:///app/dist/worker/entry.js:12:11)
  [cause]: RangeError: deeper
    at deep (file:///app/dist/worker/entry.js:9:11)

Node.js v20.20.2
`;
const OUT_OF_MEMORY = `
<--- Last few GCs --->

FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----

 1: 0xb8ced1 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]
16: 0x195e376  [node]
`;

describe('the end of a training process', () => {
  it.each([
    ['a thrown error', 'exit code 1', THROWN, 'exit code 1: TypeError: no such layer'],
    [
      'no memory left',
      'signal SIGABRT',
      OUT_OF_MEMORY,
      'signal SIGABRT: FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    ],
    ['other words', 'exit code 3', 'a\nout of cheese\n\n', 'exit code 3: out of cheese'],
    ['no words', 'signal SIGKILL', '\n', 'signal SIGKILL'],
    ['escape codes', 'exit code 1', 'Error: \u001b[31mred\u0007', 'exit code 1: Error: red'],
  ])('%s', (_, how, stderr, words) => {
    expect(endInWords(how, stderr)).toBe(words);
  });
});
