// Loads what draws with Ink, whose colours are decided when it is loaded: the terminal's depth is read before.
import { allInkColours, colourDepth } from '../runtime/colour.js';

/** The dashboard, and how many colours this terminal shows. */
export async function loadDashboard() {
  const depth = colourDepth(process.env, process.stdout.isTTY);
  allInkColours(process.env);
  const { runDashboard } = await import('../ui/dashboard.js');
  return { runDashboard, depth };
}
