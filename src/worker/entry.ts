// The training child: a process with a trainee, controlled by messages over the channel.
import './childLife.js';
import { performance } from 'node:perf_hooks';
import type { ToChild } from '../core/run/protocol.js';
import { readSplit } from '../table/cache.js';
import { chooseEngine } from '../training/backends.js';
import { Trainee } from './trainee.js';

const now = (): number => performance.now();
const trainee = new Trainee({
  send: (message) =>
    new Promise((resolve) => {
      if (process.send === undefined || !process.connected) return resolve();
      process.send(message, () => {
        resolve();
      });
    }),
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
  now,
  createEngine: ({ decided, backend }, asked) => chooseEngine(decided ?? backend, asked, now),
  readTable: readSplit,
  nodeVersion: process.version,
  complain: (text) => void process.stderr.write(`${text}\n`),
});
process.on('message', (message: ToChild) => trainee.receive(message));
