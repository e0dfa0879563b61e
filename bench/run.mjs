// Runs a bench written in TypeScript: `node bench/run.mjs lesson`, `node bench/run.mjs speed --peers`. Without a name: speed.
import { runnerImport } from 'vite';

const [name = 'speed', ...rest] = process.argv.slice(2);
process.argv.splice(2, process.argv.length, ...rest);
const { module } = await runnerImport(new URL(`./${name}.ts`, import.meta.url).pathname);
await module.main(rest);
