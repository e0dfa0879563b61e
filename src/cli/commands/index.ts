// The table of commands, in the order of the help. Without a command, the dashboard runs.
import type { CommandModule } from 'yargs';
import type { Finish } from '../arguments.js';
import { cureCommand } from './cure.js';
import { configCommand } from './config.js';
import { compareCommand } from './dashboard.js';
import { dataCommand } from './data.js';
import { diffCommand } from './diff.js';
import { explainCommand } from './explain.js';
import { exportCommand } from './export.js';
import { lessonCommand } from './lesson.js';
import { recordCommand } from './record.js';
import { replayCommand } from './replay.js';
import { runsCommand } from './runs.js';
import { doctorCommand, listCommand, schemaCommand } from './small.js';
import { sweepCommand } from './sweep.js';
import { trainCommand } from './train.js';
import { watchCommand } from './watch.js';

export const COMMANDS: readonly ((finish: Finish) => CommandModule)[] = [
  listCommand,
  compareCommand,
  lessonCommand,
  trainCommand,
  explainCommand,
  cureCommand,
  diffCommand,
  dataCommand,
  sweepCommand,
  watchCommand,
  replayCommand,
  exportCommand,
  recordCommand,
  runsCommand,
  configCommand,
  schemaCommand,
  doctorCommand,
];
