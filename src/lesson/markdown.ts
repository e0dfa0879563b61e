// Reads the Markdown subset of lesson texts: emphasis, strong, code, lists, fenced code, line breaks. Anything else stays as written.
import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import type { Block, Item, Prose, Run } from '../core/lesson/prose.js';
import type { Lesson } from '../core/lesson/schema.js';
import { cleanStrings, sanitize } from '../core/text/sanitize.js';

type Marks = Omit<Run, 'text'>;

/** Cleaned again: an entity such as `&#27;` becomes its character. */
export const readMarkdown = (text: string): Prose =>
  cleanStrings(blocksOf(new Lexer({ gfm: false }).lex(text)), sanitize);

// Only extensions of the lexer give other tokens, and there are none.
const known = (tokens: readonly Token[]): readonly MarkedToken[] => tokens as MarkedToken[];

const blocksOf = (tokens: readonly Token[]): Block[] => known(tokens).flatMap((token) => blockOf(token));

function blockOf(token: MarkedToken): Block[] {
  switch (token.type) {
    case 'space':
      return [];
    case 'paragraph':
      return [{ kind: 'paragraph', runs: runsOf(token.tokens) }];
    case 'text':
      return [{ kind: 'paragraph', runs: runsOf([token]) }];
    case 'list':
      return [{ kind: 'list', items: itemsOf(token, 0) }];
    case 'code':
      return [{ kind: 'code', lines: token.text.replaceAll('\t', '    ').split('\n') }];
    default:
      return [{ kind: 'paragraph', runs: [{ text: token.raw.trim() }] }];
  }
}

function itemsOf({ items, ordered, start }: Tokens.List, level: number): Item[] {
  return items.flatMap(({ tokens }, at): Item[] => {
    const own: Run[] = [];
    const below: Item[] = [];
    for (const token of known(tokens)) {
      if (token.type === 'list') below.push(...itemsOf(token, level + 1));
      else
        for (const block of blockOf(token)) {
          if (own.length > 0) own.push({ text: '\n' });
          own.push(...runsOfBlock(block));
        }
    }
    return [{ mark: ordered ? `${Number(start) + at}.` : '-', level, runs: own }, ...below];
  });
}

function runsOfBlock(block: Block): readonly Run[] {
  if (block.kind === 'paragraph') return block.runs;
  return block.kind === 'code' ? [{ text: block.lines.join('\n'), code: true }] : [];
}

function runsOf(tokens: readonly Token[], marks: Marks = {}): Run[] {
  return known(tokens).flatMap((token): Run[] => {
    switch (token.type) {
      case 'strong':
        return runsOf(token.tokens, { ...marks, strong: true });
      case 'em':
        return runsOf(token.tokens, { ...marks, emphasis: true });
      case 'codespan':
        return [{ ...marks, text: token.text, code: true }];
      case 'br':
        return [{ ...marks, text: '\n' }];
      case 'escape':
        return [{ ...marks, text: token.text }];
      case 'text':
        return token.tokens ? runsOf(token.tokens, marks) : [{ ...marks, text: token.text.replaceAll('\n', ' ') }];
      default:
        return [{ ...marks, text: token.raw.replaceAll('\n', ' ') }];
    }
  });
}

/** Every text of a lesson that may have marks, parsed. */
export function proseOf({ steps }: Lesson): ReadonlyMap<string, Prose> {
  const texts = steps.flatMap(({ text, question }) => [
    text,
    ...(question === undefined ? [] : [question.ask, question.hint, question.why]),
    ...(question?.options ?? []).flatMap((option) => [option.text, option.why]),
  ]);
  return new Map(texts.flatMap((text) => (text === undefined ? [] : [[text, readMarkdown(text)] as const])));
}
