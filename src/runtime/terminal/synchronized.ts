// Synchronized output: the terminal shows an update at once between its begin and end marks (private mode 2026).

export const BEGIN_UPDATE = '\u001b[?2026h';
export const END_UPDATE = '\u001b[?2026l';
