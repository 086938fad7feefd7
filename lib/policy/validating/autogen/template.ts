import { isList, isObject, type Json, type JsonObject, listAt, memberOf, objectAt, pointerToken, stringAt } from '../../../model/json.ts';

/** A pod template within an object that keeps it where nobody has told. */
export type FoundTemplate = { readonly template: JsonObject; readonly pointer: string };

const deepest = 32;
const mostVisited = 20_000;

/** All that looks like a pod template. Source: kyverno, pkg/cel/autogen/extract/extract.go. */
export const templatesIn = (object: JsonObject): readonly FoundTemplate[] => {
  const found: FoundTemplate[] = [];
  visit(object, '', 0, { left: mostVisited }, found);
  return found;
};

const visit = (value: Json, pointer: string, depth: number, walk: { left: number }, found: FoundTemplate[]): void => {
  walk.left -= 1;
  if (walk.left < 0 || depth > deepest) return;
  if (isObject(value) && isTemplate(value)) {
    found.push({ template: value, pointer });
    return;
  }
  const members: Iterable<readonly [string | number, Json]> = isList(value)
    ? value.entries()
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, member] of members) visit(member, `${pointer}/${pointerToken(key)}`, depth + 1, walk, found);
};

const isTemplate = (value: JsonObject): boolean => {
  const metadata = memberOf(value, 'metadata');
  const containers = listAt(objectAt(value, 'spec'), 'containers');
  return (
    (metadata === undefined || isObject(metadata)) &&
    containers.length > 0 &&
    containers.every((one) => (stringAt(one, 'name') ?? '') !== '' && stringAt(one, 'image') !== undefined)
  );
};
