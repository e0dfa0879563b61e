// The child that `doctor` forks: tries every backend on a lesson-sized network and reports over the channel.
import { performance } from 'node:perf_hooks';
import { parseConfig } from '../core/config/presets.js';
import { reportBackends } from '../training/backends.js';
import { prepare } from '../training/loop.js';

const { request } = prepare(parseConfig({}, 'doctor'));
const reports = await reportBackends(request, () => performance.now());
process.send?.(reports, () => process.exit(0));
