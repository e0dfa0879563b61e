#!/usr/bin/env node
// The program: argv to command to exit code. React must not be loaded before NODE_ENV says production.
import nodeModule from 'node:module';

process.env['NODE_ENV'] = 'production';
// Node 22 keeps compiled modules between starts; Node 20 has no such cache.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

const { runCli } = await import('./cli/index.js');
const { EXIT, UsageError } = await import('./cli/errors.js');

try {
  process.exitCode = await runCli(process.argv.slice(2));
} catch (error) {
  const lines = error instanceof UsageError ? error.lines : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) process.stderr.write(`gradtop: ${line}\n`);
  process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed;
}
