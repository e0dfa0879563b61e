// What a screen sends to its application.

/** Actions that the shell sends to an application. */
export type ShellAction =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  /** `now` in milliseconds. */
  | { readonly type: 'tick'; readonly now: number };
