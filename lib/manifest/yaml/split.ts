/** A piece of a file that holds whole documents; `offset` is its place in the file. */
export type Chunk = { readonly text: string; readonly offset: number };

/**
 * Cuts at `---` lines, so that a broken document takes none of the others with it. At the start of a line `---` ends a document
 * even inside a block scalar. Source: YAML 1.2.2, 9.1.2.
 */
export const splitDocuments = (text: string): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  let start = 0;
  for (const at of markers(text)) {
    const before = text.slice(start, at);
    // Directives belong to the document that their marker opens.
    if (at === start || endsInDirectives(before)) continue;
    chunks.push({ text: before, offset: start });
    start = at;
  }
  chunks.push({ text: text.slice(start), offset: start });
  return chunks.filter((chunk) => !isBlank(chunk.text));
};

const markers = (text: string): number[] => {
  const found: number[] = [];
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  if (isMarker(text, bom)) found.push(bom);
  for (let at = text.indexOf('\n---'); at !== -1; at = text.indexOf('\n---', at + 1)) {
    if (isMarker(text, at + 1)) found.push(at + 1);
  }
  return found;
};

const isMarker = (text: string, at: number): boolean =>
  text.startsWith('---', at) && (at + 3 >= text.length || ' \t\r\n'.includes(text.charAt(at + 3)));

const endsInDirectives = (text: string): boolean => /^%/m.test(text) && contentOf(text).every((line) => line.startsWith('%'));

const contentOf = (text: string): readonly string[] => text.split('\n').filter((line) => !isEmpty(line));

const isBlank = (text: string): boolean => text.split('\n').every((line) => isEmpty(line) || line.trim() === '---');

const isEmpty = (line: string): boolean => {
  const content = line.trim();
  return content === '' || content.startsWith('#');
};
