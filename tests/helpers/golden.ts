// Golden texts: compares with tests/golden/<name>.txt, or writes it when UPDATE_GOLDEN=1.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'golden');

/** Compares lines with the golden file. A missing file fails, except under UPDATE_GOLDEN=1. */
export function expectGolden(name: string, lines: readonly string[]): void {
  const file = path.join(FOLDER, `${name}.txt`);
  const text = `${lines.join('\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  if (!existsSync(file)) throw new Error(`no golden file ${file}: look at the picture, then run with UPDATE_GOLDEN=1`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
