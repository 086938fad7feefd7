import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { linesOf } from './lines.ts';
import type { RenderContext } from './report.ts';

/** A line in the repository. `exact` is false when the finding is inside an image and this is only the line that brings it in. */
export type Anchor = { readonly file: string; readonly line: number; readonly column: number; readonly isExact: boolean };

/**
 * The line that a reviewer should look at. For a finding inside an image: the Dockerfile instruction that made its layer, else the
 * Dockerfile's last FROM, else the manifest line that names the image; undefined when none of these was handed in.
 */
export const anchorOf = (verdict: Verdict, finding: JudgedFinding, context: RenderContext): Anchor | undefined => {
  if (finding.location.kind === 'source') {
    const { file, line, column } = finding.location;
    return { file, line, column, isExact: true };
  }
  return dockerfileAnchor(verdict, finding, context) ?? manifestAnchor(verdict, finding, context);
};

const dockerfileAnchor = (verdict: Verdict, finding: JudgedFinding, context: RenderContext): Anchor | undefined => {
  const names = verdict.subjects.flatMap((subject) => (subject.kind === 'dockerfile' ? [subject.ref] : []));
  const file = context.sources?.find(({ name }) => names.includes(name));
  if (!file) return undefined;
  const lines = linesOf(file).map((line) => line.trim());
  const createdBy = layerCommand(finding, context);
  const made = createdBy ? lines.findIndex((line) => /^(RUN|COPY|ADD)\s/i.test(line) && createdBy.includes(commandOf(line))) : -1;
  const at = made >= 0 ? made : lines.findLastIndex((line) => /^FROM\s/i.test(line));
  return at < 0 ? undefined : { file: file.name, line: at + 1, column: 1, isExact: false };
};

const commandOf = (line: string): string =>
  line
    .replace(/^\w+\s+/, '')
    .replace(/\\$/, '')
    .trim();

const layerCommand = ({ subject, location }: JudgedFinding, context: RenderContext): string | undefined => {
  if (location.kind !== 'layer') return undefined;
  const layers = context.layers?.find((one) => one.subject === subject)?.layers;
  return layers?.find(({ digest }) => digest === location.layer)?.createdBy;
};

// An image may have thousands of findings, all of which lead to the same line.
const imageLines = new WeakMap<RenderContext, Map<string, Anchor | undefined>>();

const manifestAnchor = (verdict: Verdict, finding: JudgedFinding, context: RenderContext): Anchor | undefined => {
  const image = verdict.subjects[finding.subject];
  if (image?.kind !== 'image') return undefined;
  const known = imageLines.get(context) ?? new Map<string, Anchor | undefined>();
  imageLines.set(context, known);
  if (!known.has(image.ref)) known.set(image.ref, imageLine(image.ref, context));
  return known.get(image.ref);
};

const imageLine = (reference: string, context: RenderContext): Anchor | undefined => {
  for (const source of context.sources ?? []) {
    const at = linesOf(source).findIndex((line) => line.includes(reference) && /^\s*(-\s+)?["']?image["']?\s*:/.test(line));
    if (at >= 0) return { file: source.name, line: at + 1, column: 1, isExact: false };
  }
  return undefined;
};

/** A relative URI reference for a file. Source: RFC 3986 section 4.2; GitHub takes paths relative to the repository's root. */
export const relativeUri = (file: string): string =>
  file
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/') || 'unnamed';
