// The number of frames a second: what is allowed.
import { expect, it } from 'vitest';
import { parseFps } from '../../src/cli/rates.js';

it.each(['0.5', '8', '30'])('takes %s', (text) => expect(parseFps(text)).toBe(Number(text)));

it.each(['0', '0.4', '31', 'x', ' ', '-1', 'NaN', 'Infinity'])('refuses %j', (text) =>
  expect(() => parseFps(text)).toThrow(/^--fps: ".*" is not allowed; allowed: a number from 0.5 to 30$/),
);
