#!/usr/bin/env node
// The program: argv to command to exit code. React must not be loaded before NODE_ENV says production.
import nodeModule from 'node:module';

process.env['NODE_ENV'] = 'production';
// Node 22 keeps compiled modules between starts; Node 20 has no such cache.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

const { runCli } = await import('./cli/index.js');
const { guardStreams, tellMistake } = await import('./cli/output.js');

const streams = guardStreams();
await streams.end(await runCli(process.argv.slice(2)).catch(tellMistake));
