// The clipboard of the machine where the terminal is, also over SSH (OSC 52 of xterm's control sequences, ctlseqs).

/** Sends the text to the clipboard. A terminal that does not know the sequence, or does not allow it, ignores it; none answers. */
export const toClipboard = (text: string): string =>
  `\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
