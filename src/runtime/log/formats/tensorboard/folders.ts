// Which folders of event files are a run: several files are one, and so are the folders that a writer makes inside its own.
import path from 'node:path';

export const isEventFile = (file: string): boolean => /(?:^|\.)tfevents\.|tfevents$/.test(path.basename(file));

/** Keras writes training and validation beside each other. */
const PARTS = /^(?:train|training|validation|val|test|eval|evaluation)$/i;

/** The folders that are a run each, by path. */
export function runFolders(top: string, files: readonly string[]): string[] {
  const holding = [...new Set(files.filter(isEventFile).map((file) => path.dirname(file)))].sort();
  const roots: string[] = [];
  for (const folder of holding) {
    if (roots.some((root) => isBelow(folder, root))) continue;
    const parent = path.dirname(folder);
    // Only parts of one run lie beside each other here, and no run has begun above.
    const siblings = holding.filter((one) => path.dirname(one) === parent);
    const parts = PARTS.test(path.basename(folder)) && siblings.every((one) => PARTS.test(path.basename(one)));
    const root = parts && isBelow(folder, top) && siblings.length > 1 ? parent : folder;
    if (!roots.includes(root)) roots.push(root);
  }
  return roots;
}

const isBelow = (folder: string, root: string): boolean => {
  const relative = path.relative(root, folder);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
};
