// Loads the modules that use Ink, whose colours depend on the environment at load time.
import { EXIT, UserError } from '../core/userError.js';
import { wasmMemoryTrouble } from '../core/webAssembly.js';
import { allInkColours, colourDepth } from '../runtime/terminal/colour.js';

/** The dashboard and the colour depth, which must be read before Ink's variables are set. */
export async function loadDashboard() {
  const depth = colourDepth(process.env, process.stdout.isTTY);
  allInkColours(process.env);
  const { runDashboard } = await import('../ui/dashboard.js');
  return { runDashboard, depth };
}

/** `what` needs WebAssembly memory. @throws UserError if there is none */
export function requireWasmMemory(what: string): void {
  const trouble = wasmMemoryTrouble();
  if (trouble !== null) throw new UserError(`${what} cannot be drawn: ${trouble}`, { exitCode: EXIT.failed });
}

/** The module that draws films, the same in any environment. @throws UserError without the WebAssembly memory that Ink needs */
export async function loadStage() {
  requireWasmMemory('films');
  allInkColours(process.env);
  // With another TERM, Ink's colour library uses fewer colours on some build servers.
  process.env['TERM'] = 'dumb';
  return import('../ui/export/stage.js');
}
