// Loads what draws with Ink, which decides on its colours when it is loaded, from the environment alone.
import { EXIT, UserError } from '../core/userError.js';
import { wasmMemoryTrouble } from '../core/webAssembly.js';
import { allInkColours, colourDepth } from '../runtime/terminal/colour.js';

/** The dashboard, and how many colours this terminal shows: read first, since Ink's own are set after. */
export async function loadDashboard() {
  const depth = colourDepth(process.env, process.stdout.isTTY);
  allInkColours(process.env);
  const { runDashboard } = await import('../ui/dashboard.js');
  return { runDashboard, depth };
}

/** What draws pictures: alike in any environment. @throws UserError where Ink does not start, which needs WebAssembly memory */
export async function loadStage() {
  const trouble = wasmMemoryTrouble();
  if (trouble !== null) throw new UserError(`pictures cannot be drawn: ${trouble}`, { exitCode: EXIT.failed });
  allInkColours(process.env);
  // Some build servers are held to fewer colours under any other name.
  process.env['TERM'] = 'dumb';
  return import('../ui/export/still.js');
}
