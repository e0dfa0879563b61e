// Tries one training step on one backend in its own child, to find the backend that fails or hangs.
import type { BackendName } from '../core/config/backends.js';
import { configSchema } from '../core/config/schema.js';
import { formatDuration } from '../core/format.js';
import { endInWords } from '../core/run/crash.js';
import type { TrainingClient } from '../core/run/protocol.js';

/** Loading TensorFlow takes a second or two. */
const LIMIT_MS = 10_000;

/** Resolves after the child has exited: with the reason why the backend cannot train, or null. */
export async function trialOf(
  backend: BackendName,
  client: TrainingClient,
  limitMs = LIMIT_MS,
): Promise<string | null> {
  let limit: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      limit = setTimeout(() => resolve(`hangs: no step within ${formatDuration(limitMs)}`), limitMs);
      client.subscribe((message) => {
        if (message.type === 'events' && message.events.some((event) => event.type === 'step')) resolve(null);
        else if (message.type === 'failed') resolve(message.message.replace(/^backend \w+ /, ''));
        else if (message.type === 'died') resolve(`dies: ${endInWords(message.how, message.stderrTail)}`);
      });
      client.start({
        runId: backend,
        config: configSchema.parse({ name: 'doctor' }),
        backend,
        snapshotSteps: [],
        pace: null,
        paused: false,
        pictures: false,
      });
    });
  } finally {
    clearTimeout(limit);
    await client.close();
  }
}
