// A clock for following logs whose sleeps take a millisecond, whatever they ask for. Tests wait for what they expect.
import { realClock, type Clock } from '../../src/runtime/log/clock.js';

export const fastClock: Clock = {
  now: () => performance.now(),
  sleep: (_ms, signal) => realClock.sleep(1, signal),
};
