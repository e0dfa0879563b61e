// Loads what draws with Ink. Ink's colours are decided when it is loaded, by the environment: the terminal's depth is read
// first, then Ink is told to use all colours, and the surface reduces them to what the terminal has.
import { colourDepth } from '../runtime/colour.js';

function allInkColours(): void {
  process.env['FORCE_COLOR'] = '3';
}

/** The dashboard, and how many colours this terminal shows. */
export async function loadDashboard() {
  const depth = colourDepth(process.env, process.stdout.isTTY);
  allInkColours();
  const { runDashboard } = await import('../ui/dashboard.js');
  return { runDashboard, depth };
}
