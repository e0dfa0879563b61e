// A clock for following logs on which every sleep takes a millisecond. Tests wait for the expected result.
import { realClock, type Clock } from '../../src/runtime/log/clock.js';

export const fastClock: Clock = {
  now: () => performance.now(),
  sleep: (_ms, signal) => realClock.sleep(1, signal),
};
