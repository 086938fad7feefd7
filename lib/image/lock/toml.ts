import { linesOf } from './lines.ts';

export type TomlTable = { readonly line: number; readonly fields: ReadonlyMap<string, string> };

/**
 * The tables of `[[heading]]` with the members that stand at the start of a line: what tools write into lock files, not all of TOML. Strings come
 * without their quotes, other values as written; what is in tables below (`[heading.x]`) is left out.
 */
export function* tablesOf(text: string, heading: string): Generator<TomlTable> {
  let fields: Map<string, string> | undefined;
  let table: TomlTable | undefined;
  for (const { text: line, number } of linesOf(text)) {
    if (line.startsWith('[')) {
      fields = undefined;
      if (line.trimEnd() !== `[[${heading}]]`) continue;
      if (table) yield table;
      fields = new Map();
      table = { line: number, fields };
      continue;
    }
    const match = fields ? /^([\w-]+) ?= ?(?:"([^"\\]*)"|'([^']*)'|(.*))/.exec(line) : null;
    const key = match?.[1];
    if (match && key !== undefined && fields && !fields.has(key)) fields.set(key, match[2] ?? match[3] ?? match[4] ?? '');
  }
  if (table) yield table;
}
