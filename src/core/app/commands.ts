// Commands of the application as complete values: messages to trainers, events for the log, requests to the screen. One interpreter
// carries them out for live runs, replay and film, which differ only in the performer.
import type { ControlEvent, EndEvent } from '../run/events.js';
import type { LessonState } from '../lesson/play.js';
import type { LayoutState } from './layoutState.js';
import type { StartRequest, ToChild } from '../run/protocol.js';

/** A control message to the trainer of a run. */
export type ControlMessage = Exclude<ToChild, { type: 'start' }>;
/** Events that the application itself adds to the log. */
export type LoggedEvent = ControlEvent | EndEvent;

export type Command =
  | { readonly type: 'start'; readonly request: StartRequest }
  /** `to`: the runs that receive it. A player has all runs of a log and receives it once. */
  | { readonly type: 'send'; readonly to: readonly string[]; readonly message: ControlMessage }
  /** Removes the run; `event` records this in the log. */
  | { readonly type: 'drop'; readonly runId: string; readonly event: ControlEvent }
  /** An event for the log, of a run that the log has. */
  | { readonly type: 'log'; readonly event: LoggedEvent }
  /** Start or stop writing the run log. */
  | { readonly type: 'record' }
  /** Saves the progress of the lesson: a new step or answer. */
  | { readonly type: 'keep'; readonly lesson: LessonState }
  /** Keeps the layout for the next session. */
  | { readonly type: 'layout'; readonly layout: LayoutState }
  /** Draw now, not with the next frame, because the user is waiting for this. */
  | { readonly type: 'show' }
  | ScreenCommand;

/** Commands of any application on the screen; the shell performs them. */
export type ScreenCommand =
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  /** Copies to the clipboard of the machine with the terminal. */
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
  layout(layout: LayoutState): Done;
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
    case 'layout':
      return performer.layout(command.layout);
    case 'show':
      return performer.show();
    case 'redraw':
    case 'suspend':
    case 'copy':
    case 'quit':
      return performer.screen(command);
  }
}
