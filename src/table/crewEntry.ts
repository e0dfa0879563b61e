// A thread of the crew: one task after the other.
import { parentPort } from 'node:worker_threads';
import { work, type Task } from './crewTasks.js';

parentPort?.on('message', (task: Task) => {
  const steps = work(task);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  parentPort?.postMessage(step.value);
});
