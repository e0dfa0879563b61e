// Logs and folders that show nothing yet, each with the reason: together one message on the screen.
import type { Action } from '../../core/app/action.js';

export class Waits {
  /** The messages by name. */
  private readonly all = new Map<string, string>();
  private shown: string | null = null;

  constructor(private readonly dispatch: (action: Action) => void) {}

  /** `${name}: why`, of each log that has shown nothing. */
  get messages(): string[] {
    return [...this.all].map(([name, why]) => `${name}: ${why}`);
  }

  wait(name: string, why: string): void {
    if (this.all.get(name) === why) return;
    this.all.set(name, why);
    this.show(`${name}: ${why}`);
  }

  arrived(name: string): void {
    if (!this.all.delete(name)) return;
    if (this.shown !== null) this.dispatch({ type: 'unsay', text: this.shown });
    this.shown = null;
    if (this.all.size > 0) this.show('');
  }

  /** `news`: what is new in the message. */
  private show(news: string): void {
    const [only = ''] = this.messages;
    const text = this.all.size === 1 ? only : `nothing yet of ${[...this.all].map(inShort).join(', ')}`;
    this.shown = text;
    this.dispatch({ type: 'say', text, level: 'info', news });
  }
}

/** Without the advice after the reason. */
const inShort = ([name, why]: readonly [string, string]): string => `${name} (${why.split(';')[0]})`;
