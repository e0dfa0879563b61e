// Reads keys and other input from the terminal's bytes. A timer distinguishes a lone escape from the beginning of a sequence.
import { isKeysAlone, isPaste, parseInput, type TerminalInput } from './input.js';

/** Milliseconds after which a lone escape byte counts as the key. */
const ESCAPE_MS = 30;
/** Milliseconds after which an unfinished paste is given up, so that the keyboard works again. */
const PASTE_MS = 1000;

export interface KeyReader {
  read(text: string): void;
  end(): void;
}

export function keyReader(onInput: (input: TerminalInput) => void): KeyReader {
  let rest = '';
  let timer: NodeJS.Timeout | null = null;
  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const giveUp = (): void => {
    const after = rest.slice(1);
    const lone = rest.startsWith('\u001b') && isKeysAlone(after);
    rest = '';
    if (!lone) return;
    onInput('esc');
    for (const key of after) onInput(key);
  };
  return {
    read(text) {
      stopTimer();
      const parsed = parseInput(rest + text);
      rest = parsed.rest;
      for (const input of parsed.inputs) onInput(input);
      if (rest !== '') timer = setTimeout(giveUp, isPaste(rest) ? PASTE_MS : ESCAPE_MS);
    },
    end: stopTimer,
  };
}
