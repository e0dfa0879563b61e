// The clipboard of the machine where the terminal is, also over SSH (OSC 52 of xterm's control sequences, ctlseqs).

/** The sequence that copies `text`. Terminals that do not support or allow it ignore it; there is no answer. */
export const toClipboard = (text: string): string =>
  `\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
