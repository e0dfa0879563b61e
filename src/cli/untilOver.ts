// A run without a screen, flat out: from the request to its last event or what went wrong.
import { endInWords } from '../core/run/crash.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { StartRequest, TrainingClient } from '../core/run/protocol.js';
import { EXIT } from '../core/userError.js';

export interface Failure {
  readonly message: string;
  /** The exit code that it asks for. */
  readonly code: number;
}

/** `take` gets the events as they come. */
export function untilOver(
  client: TrainingClient,
  request: Omit<StartRequest, 'pace' | 'paused'>,
  take: (events: readonly GradtopEvent[]) => void,
): Promise<Failure | null> {
  return new Promise((resolve) => {
    client.subscribe((message) => {
      if (message.type === 'events') {
        take(message.events);
        if (message.events.some((event) => event.type === 'end')) resolve(null);
      } else if (message.type === 'failed')
        resolve({ message: message.message, code: message.kind === 'usage' ? EXIT.usage : EXIT.failed });
      else if (message.type === 'died')
        resolve({
          message: `training process ended by ${endInWords(message.how, message.stderrTail)}`,
          code: EXIT.failed,
        });
    });
    client.start({ ...request, pace: null, paused: false });
  });
}
