// `npm run check`: types, lint, format and words, side by side. Prints the output of each that fails; exits with 1 if one does.
import { spawn } from 'node:child_process';

const CHECKS = ['typecheck', 'eslint', 'format:check', 'words'];

const run = (name) =>
  new Promise((resolve) => {
    const started = performance.now();
    const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', (error) => resolve({ name, code: 1, said: String(error) }));
    child.on('close', (code) => {
      const seconds = Math.round((performance.now() - started) / 1000);
      process.stdout.write(`check: ${name} ${code === 0 ? 'passed' : 'FAILED'} (${seconds} s)\n`);
      resolve({ name, code, said });
    });
  });

const failed = (await Promise.all(CHECKS.map(run))).filter(({ code }) => code !== 0);
for (const { name, said } of failed) process.stdout.write(`\n--- ${name}\n${said}`);
process.exitCode = failed.length === 0 ? 0 : 1;
