import type { Bundle, ManifestObject } from '../manifest/object.ts';

/** Objects of one name may stand in a file twice: the last that begins at or before the finding is the one it is about. */
export const objectFinder = (
  bundle: Bundle | null,
): ((file: string, id: string | undefined, line: number) => ManifestObject | undefined) => {
  const known = new Map<string, ManifestObject[]>();
  for (const object of bundle?.objects ?? []) {
    const key = `${object.file}\n${object.id}`;
    const same = known.get(key);
    if (same) same.push(object);
    else known.set(key, [object]);
  }
  return (file, id, line) => known.get(`${file}\n${id}`)?.findLast((object) => object.locate('').line <= line);
};
