// What the application asks for, as complete values: messages to trainers, events for the log, orders to the screen. One interpreter
// carries them out for live runs, replay and film; these differ in the performer alone.
import type { ControlEvent, EndEvent } from '../run/events.js';
import type { LessonState } from '../lesson/play.js';
import type { StartRequest, ToChild } from '../run/protocol.js';

/** A control message to a trainer that has its run. */
export type ControlMessage = Exclude<ToChild, { type: 'start' }>;
/** What the application itself adds to the log. */
export type LoggedEvent = ControlEvent | EndEvent;

export type Command =
  | { readonly type: 'start'; readonly request: StartRequest }
  /** `to`: the runs that get it. A player holds all runs of a log and gets it once. */
  | { readonly type: 'send'; readonly to: readonly string[]; readonly message: ControlMessage }
  /** The run gives way; `event` says so in the log. */
  | { readonly type: 'drop'; readonly runId: string; readonly event: ControlEvent }
  /** An event for the log, of a run that stands in it. */
  | { readonly type: 'log'; readonly event: LoggedEvent }
  /** Start or stop writing the run log. */
  | { readonly type: 'record' }
  /** The lesson has come further, or has another answer. */
  | { readonly type: 'keep'; readonly lesson: LessonState }
  /** The user waits for this: draw now, not with the next frame. */
  | { readonly type: 'show' }
  | ScreenCommand;

/** What every application on the screen may ask for; the shell performs these. */
export type ScreenCommand =
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  /** To the clipboard of the machine where the terminal is. */
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'quit'; readonly exitCode: number };

/** One method for each kind of command. */
export interface Performer<Done = void> {
  start(request: StartRequest): Done;
  send(message: ControlMessage, to: readonly string[]): Done;
  drop(runId: string, event: ControlEvent): Done;
  log(event: LoggedEvent): Done;
  record(): Done;
  keep(lesson: LessonState): Done;
  show(): Done;
  screen(command: ScreenCommand): Done;
}

export function carryOut<Done>(command: Command, performer: Performer<Done>): Done {
  switch (command.type) {
    case 'start':
      return performer.start(command.request);
    case 'send':
      return performer.send(command.message, command.to);
    case 'drop':
      return performer.drop(command.runId, command.event);
    case 'log':
      return performer.log(command.event);
    case 'record':
      return performer.record();
    case 'keep':
      return performer.keep(command.lesson);
    case 'show':
      return performer.show();
    case 'redraw':
    case 'suspend':
    case 'copy':
    case 'quit':
      return performer.screen(command);
  }
}
