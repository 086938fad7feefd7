import { imageName } from '../model/image-name.ts';
import type { TextEdit } from '../model/patch.ts';
import type { DockerfileFile, Instruction } from './file.ts';
import { assignmentsOf } from './variables.ts';

/** A place that names an image from outside without a digest. `reference` as a registry is asked for it; `at`: where the digest goes. */
export type Unpinned = { readonly reference: string; readonly at: number };

/**
 * What FROM and COPY --from take from a registry by tag. `decided`: images that a variable decides and that are therefore left alone, as they are written.
 * Names without a tag stay so: a digest behind `debian` means what it says.
 */
export const unpinned = (file: DockerfileFile): { readonly places: readonly Unpinned[]; readonly decided: readonly string[] } => {
  const places: Unpinned[] = [];
  const decided: string[] = [];
  for (const { image, base, baseStage } of file.stages) {
    if (baseStage !== null || base?.toLowerCase() === 'scratch' || (base !== null && imageName(base).digest !== '')) continue;
    const at = image.text === base ? image.end : base === null ? null : defaultEnd(file, image.text, base);
    if (base === null || at === null) decided.push(image.text);
    else if (!places.some((place) => place.at === at)) places.push({ reference: base, at });
  }
  const stages = new Set(file.stages.map(({ name }) => name.toLowerCase()));
  for (const { keyword, flags } of file.instructions) {
    const from = keyword === 'COPY' ? flags.find(({ name }) => name === 'from') : undefined;
    if (!from || !/[/:.]/.test(from.value) || from.value.includes('@') || stages.has(from.value.toLowerCase())) continue;
    if (file.text.slice(from.start, from.end) !== `--from=${from.value}` || from.value.includes('$')) decided.push(from.value);
    else places.push({ reference: from.value, at: from.end });
  }
  return { places, decided };
};

const lastVariable = /\$(?:\{(\w+)\}|(\w+))$/;

/**
 * Where the default ends of the ARG that an image's name ends with: `ARG TAG=12` and `FROM debian:$TAG`. Who sets the argument then chooses another image,
 * without the digest. Null where the default also serves something else, or is not written plainly once.
 */
const defaultEnd = (file: DockerfileFile, image: string, base: string): number | null => {
  const match = lastVariable.exec(image);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined || image.indexOf('$') !== match?.index) return null;
  const mention = new RegExp(`\\$\\{?${name}\\b`);
  const declared = file.instructions
    .filter(({ keyword }) => keyword === 'ARG')
    .flatMap((instruction) => assignmentsNamed(file, instruction, name));
  const isElsewhere = file.stages.some((stage) => mention.test(stage.from.arguments) && stage.base !== base);
  const isRead = file.instructions.some(({ keyword, stage, arguments: text }) => keyword === 'ARG' && stage === -1 && mention.test(text));
  const [only] = declared;
  if (!only || declared.length > 1 || isElsewhere || isRead || only.stage !== -1 || !base.endsWith(only.value)) return null;
  const quote = /["']$/.exec(file.text.slice(only.start, only.end));
  return only.end - (quote ? 1 : 0);
};

type Declared = { readonly stage: number; readonly value: string; readonly start: number; readonly end: number };

const assignmentsNamed = (file: DockerfileFile, instruction: Instruction, wanted: string): Declared[] =>
  assignmentsOf(file, instruction).flatMap(({ name, value, start, end }) =>
    name === wanted ? [{ stage: instruction.stage, value: value ?? '', start, end }] : [],
  );

/** Digests by reference, as edits of the file; what has none is left as it is. */
export const pinEdits = (places: readonly Unpinned[], digests: ReadonlyMap<string, string>): TextEdit[] =>
  places.flatMap(({ reference, at }) => {
    const digest = digests.get(reference);
    return digest === undefined ? [] : [{ start: at, end: at, text: `@${digest}` }];
  });
