import type { TextEdit } from '../model/patch.ts';
import type { DockerfileFile } from './file.ts';
import { imageName } from './reference.ts';

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
    if (image.text !== base) decided.push(image.text);
    else places.push({ reference: base, at: image.end });
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

/** Digests by reference, as edits of the file; what has none is left as it is. */
export const pinEdits = (places: readonly Unpinned[], digests: ReadonlyMap<string, string>): TextEdit[] =>
  places.flatMap(({ reference, at }) => {
    const digest = digests.get(reference);
    return digest === undefined ? [] : [{ start: at, end: at, text: `@${digest}` }];
  });
