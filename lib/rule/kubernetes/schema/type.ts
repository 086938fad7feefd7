import { kindTable, typeTable } from './data/types.table.ts';

/** What a value must be. `open` and types without fields are not looked into. */
export type Shape =
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'object'; readonly fields: () => ReadonlyMap<string, Field> | null }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'intOrString' | 'quantity' | 'time' | 'open' };
export type Field = { readonly shape: Shape; readonly required: boolean };

const simple = new Set(['string', 'number', 'boolean', 'intOrString', 'quantity', 'time', 'open']);
const isSimple = (name: string): name is Exclude<Shape['kind'], 'list' | 'map' | 'object'> => simple.has(name);

type Tables = { readonly kinds: ReadonlyMap<string, string>; readonly types: ReadonlyMap<string, string> };
let tables: Tables | undefined;
const fieldsByType = new Map<string, ReadonlyMap<string, Field> | null>();

const entries = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );

// Read on first use: the tables are 90 KB and many commands judge no manifest.
const read = (): Tables => {
  tables ??= { kinds: entries(kindTable), types: entries(typeTable) };
  return tables;
};

/** The shape of a built-in kind, by its `apiVersion/Kind`; undefined for what Kubernetes does not have. */
export const shapeOfKind = (apiVersion: string, kind: string): Shape | undefined => {
  const type = read().kinds.get(`${apiVersion}/${kind}`);
  return type === undefined ? undefined : shapeOf(type);
};

export const knownKinds = (): Iterable<string> => read().kinds.keys();

const shapeOf = (text: string): Shape => {
  if (text.startsWith('[')) return { kind: 'list', of: shapeOf(text.slice(1)) };
  if (text.startsWith('{')) return { kind: 'map', of: shapeOf(text.slice(1)) };
  return isSimple(text) ? { kind: text } : { kind: 'object', fields: () => fieldsOf(text) };
};

const fieldsOf = (type: string): ReadonlyMap<string, Field> | null => {
  const known = fieldsByType.get(type);
  if (known !== undefined) return known;
  const text = read().types.get(type);
  const fields = text === undefined ? null : new Map(text.split(',').map(fieldOf));
  fieldsByType.set(type, fields);
  return fields;
};

const fieldOf = (text: string): [string, Field] => {
  const colon = text.indexOf(':');
  const name = text.slice(0, colon);
  const required = name.endsWith('!');
  return [required ? name.slice(0, -1) : name, { shape: shapeOf(text.slice(colon + 1)), required }];
};
