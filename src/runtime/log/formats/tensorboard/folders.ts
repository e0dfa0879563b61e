// Finds the folders that are a run each. A run may have several event files, and inner folders with more of them.
import path from 'node:path';

export const isEventFile = (file: string): boolean => /(?:^|\.)tfevents\.|tfevents$/.test(path.basename(file));

/** Keras writes training and validation beside each other. */
const PARTS = /^(?:train|training|validation|val|test|eval|evaluation)$/i;

export function runFolders(top: string, files: readonly string[]): string[] {
  const holding = [...new Set(files.filter(isEventFile).map((file) => path.dirname(file)))].sort();
  const roots: string[] = [];
  for (const folder of holding) {
    if (roots.some((root) => isBelow(folder, root))) continue;
    const parent = path.dirname(folder);
    // The parent is the run if all its folders are parts such as `train` and `validation`.
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
