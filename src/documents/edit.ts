// Changes one field of a YAML text and keeps its comments.
import { parse, parseDocument } from 'yaml';

/** Parses a value as YAML: `true`, `20`, `light`. @throws Error if the text is not a value */
export const valueIn = (text: string): unknown => parse(text, { prettyErrors: false });

/** The text with this field set, or without it (undefined). @throws Error if the text is not YAML */
export function withField(text: string, name: string, value: unknown): string {
  const document = parseDocument(text, { prettyErrors: false });
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  if (value === undefined) document.delete(name);
  else document.set(name, value);
  return document.contents === null ? '' : document.toString();
}
