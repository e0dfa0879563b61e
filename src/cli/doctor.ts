// `gradtop doctor`: reports what works on this machine, and how to fix what does not.
import { BACKEND_NAMES, backendRecord, type BackendName, type BackendReport } from '../core/config/backends.js';
import { formatDuration } from '../core/format.js';
import { endInWords } from '../core/run/crash.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { wasmMemoryTrouble } from '../core/webAssembly.js';
import { fileLink } from '../runtime/terminal/link.js';
import { childModule, forkChild } from '../worker/childProcess.js';
import { createChildClient } from '../worker/client.js';
import { trialOf } from './backendTrial.js';
import { docsPage, hasLinks } from './links.js';
import { terminalLines } from './terminalReport.js';

const NO_MEMORY = 'see WebAssembly memory above; backend cpu works without it';

/** Time limit for the trial of all backends, which usually takes two seconds. */
const LIMIT_MS = 20_000;

export interface ProbeOptions {
  /** Modules of the children; tests replace them. */
  readonly probe?: string;
  readonly entry?: string;
  readonly limitMs?: number;
  /** Time limit for one backend. */
  readonly trialMs?: number;
}

/** Runs the trial in a child, because this process does not load TensorFlow. Kills a child that hangs. */
function askBackends({ probe, limitMs = LIMIT_MS }: ProbeOptions): Promise<readonly BackendReport[] | string> {
  return new Promise((resolve) => {
    const child = forkChild(probe ?? childModule('probe'), (how, stderr) => {
      clearTimeout(limit);
      resolve(`the probe ended by ${endInWords(how, stderr)}`);
    });
    const limit = setTimeout(() => {
      resolve(`the trial did not end within ${formatDuration(limitMs)}`);
      child.kill('SIGKILL');
    }, limitMs);
    child.on('message', (reports) => {
      clearTimeout(limit);
      resolve(reports as readonly BackendReport[]);
    });
  });
}

const mark = (ok: boolean): string => (ok ? 'ok  ' : 'LACK');

/** Lines of the report; `fit`: whether gradtop can run here. */
export async function doctor(
  environment: NodeJS.ProcessEnv,
  output: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number },
  options: ProbeOptions = {},
): Promise<{ readonly lines: readonly string[]; readonly fit: boolean }> {
  const lines: string[] = [];
  const tell = (ok: boolean, what: string, advice: string): void => {
    lines.push(`${mark(ok)} ${what}${ok ? '' : `\n     -> ${advice}`}`);
  };
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  tell(
    major > 20 || (major === 20 && minor >= 19),
    `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
    'install Node 20.19 or later',
  );
  const memory = wasmMemoryTrouble();
  const wasm = 'WebAssembly memory, which the dashboard, pictures and the backends compiled and wasm need';
  tell(memory === null, memory === null ? 'WebAssembly memory' : wasm, memory ?? '');
  const adviceOn = (backend: BackendName): string => {
    const { advice, webAssembly } = backendRecord(backend);
    return memory !== null && webAssembly === true ? NO_MEMORY : advice;
  };
  const backends = await askBackends(options);
  let usable = typeof backends !== 'string' && backends.some((report) => report.usable);
  if (typeof backends === 'string') {
    tell(false, `backends: ${backends}`, 'trying each by itself:');
    const { entry, trialMs } = options;
    for (const backend of BACKEND_NAMES) {
      const client = createChildClient(entry === undefined ? {} : { entry });
      const reason = await trialOf(backend, client, trialMs);
      usable ||= reason === null;
      tell(reason === null, `backend ${backend} ${sanitizeLine(reason ?? 'trains')}`, adviceOn(backend));
    }
  } else
    for (const { backend, usable, version, msPerStep, reason, remark } of backends) {
      const timed = msPerStep === null ? '' : `, ${msPerStep.toFixed(2)} ms a step of 7 x 10, batch 32`;
      const slowed = remark === null ? '' : `, operation by operation: ${sanitizeLine(remark)}`;
      const found = usable ? `${version}${timed}${slowed}` : sanitizeLine(reason ?? '');
      tell(usable, `backend ${backend} ${found}`, adviceOn(backend));
    }
  terminalLines(environment, output, tell);
  const links = hasLinks(output, environment);
  const pages = ['terminal.md', 'performance.md'].map((page) => fileLink(docsPage(page), links));
  return { lines: [...lines, `     more: ${pages.join(', ')}`], fit: usable };
}
