import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';

const node = z.tuple([z.string(), z.number(), z.boolean(), z.number(), z.array(z.string())]);

/** What moby/buildkit 0.24.0's parser made of random files: keyword, first line, JSON form, count of flags and names of heredocs, or that it refused the file. */
const answers = readFileSync('test/fixtures/buildkit/parsed.ndjson', 'utf8')
  .trim()
  .split('\n')
  .map((line) => z.object({ text: z.string(), nodes: z.array(node).optional(), refused: z.boolean().optional() }).parse(JSON.parse(line)));

const execForms = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'ADD', 'COPY', 'VOLUME']);

describe('files as BuildKit’s parser reads them', () => {
  it('have the same instructions, lines, forms, flags and heredocs', () => {
    const read = answers.filter(({ nodes }) => nodes !== undefined);
    expect(read.length).toBeGreaterThan(200);
    for (const { text, nodes = [] } of read) {
      const { instructions } = parseDockerfile({ name: 'Dockerfile', text }, 0);
      const ours = instructions.map(({ keyword, location, json, flags, heredocs }) => [
        keyword,
        location.line,
        json !== null,
        flags.length,
        heredocs.map(({ name }) => name),
      ]);
      const theirs = nodes.map(([keyword, line, json, ...rest]) => [keyword, line, json && execForms.has(keyword), ...rest]);
      expect({ text, read: ours }).toEqual({ text, read: theirs });
    }
  });

  it('are problems where it refuses them', () => {
    const refused = answers.filter((one) => one.refused);
    expect(refused.length).toBeGreaterThan(20);
    expect(refused.filter(({ text }) => parseDockerfile({ name: 'Dockerfile', text }, 0).problems.length === 0)).toEqual([]);
  });
});
