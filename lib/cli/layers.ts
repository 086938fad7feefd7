import { readDockerfiles } from '../dockerfile/context.ts';
import { AppError } from '../model/error.ts';
import type { Evidence } from '../model/evidence.ts';
import type { LayerSummary } from '../model/image.ts';
import { platformText } from '../model/subject.ts';
import { groupBy } from '../report/group.ts';
import { sizeText } from '../report/size.ts';
import { visible } from '../report/visible.ts';
import { historyOf } from '../rule/across/source/history.ts';
import { type Built, builtOf } from '../rule/across/source/pair.ts';

/** A layer of the image and where the Dockerfile makes it. `line` is null for layers of the base. Sizes in bytes: packed, unpacked, deleted or replaced later. */
export type ListedLayer = {
  readonly file: string;
  readonly image: string;
  readonly platform: string;
  readonly digest: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly wasted: number;
  readonly line: number | null;
  readonly instruction: string | null;
};

/** What each instruction added to the image. Throws AppError `invalid-request` where the change is not one Dockerfile and its image, or the history does not tell. */
export const layersByInstruction = (evidence: readonly Evidence[]): readonly ListedLayer[] => {
  const images = evidence.flatMap((one, subject) => (one.kind === 'image' ? [{ subject, evidence: one }] : []));
  const dockerfiles = evidence.flatMap((one, subject) =>
    one.kind === 'dockerfile' ? readDockerfiles(one.files, subject).map((file) => ({ subject, file })) : [],
  );
  const built = builtOf({ bundle: null, images, dockerfiles });
  if (built.length === 0) throw new AppError('invalid-request', '--layers takes one Dockerfile and the image that was built from it');
  return built.flatMap(listed);
};

const listed = ({ source: { file }, image: { subject, content } }: Built): ListedLayer[] => {
  const history = historyOf(file, content);
  if (!history?.layers) {
    const first = history?.unlike.at(-1)?.instruction;
    const why = first ? `it parts from ${file.name} at line ${first.location.line}` : 'it is missing or squashed';
    throw new AppError(
      'invalid-request',
      `--layers: the history of ${subject.ref} does not tell which instruction made which layer: ${why}`,
    );
  }
  const row = (layer: LayerSummary, line: number | null, instruction: string | null): ListedLayer => ({
    file: file.name,
    image: subject.ref,
    platform: platformText(subject.platform),
    digest: layer.digest,
    size: layer.size,
    unpackedSize: layer.unpackedSize,
    wasted: layer.wasted,
    line,
    instruction,
  });
  const own = history.layers.map(({ layer, instructions: [first, ...others] }) => {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    return row(layer, first?.location.line ?? null, first ? `${first.keyword} ${first.arguments}${more}` : null);
  });
  return [...(history.base ?? []).map((layer) => row(layer, null, null)), ...own];
};

const widest = 80;

/** A line a layer, the base in one, for a person. */
export const layerTable = (layers: readonly ListedLayer[]): string =>
  [...groupBy(layers, ({ image, platform }) => `${image} ${platform}`)].map(([name, own]) => imageTable(name, own)).join('');

const imageTable = (name: string, layers: readonly ListedLayer[]): string => {
  const base = layers.filter(({ instruction }) => instruction === null);
  const own = layers.filter(({ instruction }) => instruction !== null);
  const rows = [
    ...(base.length > 0 ? [{ place: 'base', what: `${base.length} layer${base.length === 1 ? '' : 's'}`, ...sum(base) }] : []),
    ...own.map((layer) => ({ place: `${layer.file}:${layer.line}`, what: layer.instruction ?? '', ...sum([layer]) })),
  ];
  const width = Math.max(0, ...rows.map(({ place }) => place.length));
  const lines = rows.map(({ place, what, size, wasted }) => {
    const lost = wasted > 0 ? `, ${sizeText(wasted)} of it deleted or replaced later` : '';
    return `  ${sizeText(size).padStart(10)}  ${place.padEnd(width)}  ${visible(what.replace(/\s+/g, ' ')).slice(0, widest)}${lost}\n`;
  });
  return `${name}: ${sizeText(sum(layers).size)} in ${layers.length} layers\n${lines.join('')}`;
};

const sum = (layers: readonly ListedLayer[]): { size: number; wasted: number } => ({
  size: layers.reduce((total, { unpackedSize }) => total + unpackedSize, 0),
  wasted: layers.reduce((total, { wasted }) => total + wasted, 0),
});
