import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { type Json, listAt, objectAt, stringAt } from '../../../model/json.ts';
import { namespaceOf } from '../pods.ts';
import { isExternal } from './external.ts';

/** A Secret that an operator makes of an object of the change. `keys` null: what the store holds decides. */
type MadeSecret = { readonly object: ManifestObject; readonly name: string; readonly keys: readonly string[] | null };

const stringsAt = (items: readonly Json[], member: string): readonly string[] =>
  items.flatMap((item) => {
    const value = stringAt(item, member);
    return value === undefined ? [] : [value];
  });

/** Keys by the template of the target when it has data, else by the data fetched. Source: ExternalSecretTemplate, mergePolicy. */
const keysOfExternal = (spec: Json): readonly string[] | null => {
  const target = objectAt(spec, 'target');
  const template = objectAt(target, 'template');
  const fetched = listAt(spec, 'dataFrom').length > 0 ? null : stringsAt(listAt(spec, 'data'), 'secretKey');
  const templated = Object.keys(objectAt(template, 'data'));
  // Keys of a foreign template, or of a Secret that is only added to, are not in the change.
  if (listAt(template, 'templateFrom').length > 0 || (stringAt(target, 'creationPolicy') ?? 'Owner') !== 'Owner') return null;
  if (templated.length === 0) return fetched;
  return stringAt(template, 'mergePolicy') === 'Merge' ? fetched && [...fetched, ...templated] : templated;
};

const madeBy = (object: ManifestObject): readonly MadeSecret[] => {
  const spec = objectAt(object.value, 'spec');
  const one = (name: string | undefined, keys: MadeSecret['keys']) => [{ object, name: name ?? object.name, keys }];
  switch (object.kind) {
    case 'ExternalSecret':
      return isExternal(object) ? one(stringAt(objectAt(spec, 'target'), 'name'), keysOfExternal(spec)) : [];
    case 'SealedSecret': {
      const template = objectAt(spec, 'template');
      return one(undefined, [...Object.keys(objectAt(spec, 'encryptedData')), ...Object.keys(objectAt(template, 'data'))]);
    }
    case 'SecretProviderClass':
      return listAt(spec, 'secretObjects').flatMap((made) => {
        const name = stringAt(made, 'secretName');
        return name === undefined ? [] : one(name, stringsAt(listAt(made, 'data'), 'key'));
      });
    case 'Certificate':
      return one(stringAt(spec, 'secretName'), null);
    default:
      return one(stringAt(objectAt(spec, 'destination'), 'name'), null);
  }
};

export const makerKinds = [
  'ExternalSecret',
  'SealedSecret',
  'SecretProviderClass',
  'Certificate',
  'VaultStaticSecret',
  'VaultDynamicSecret',
  'VaultPKISecret',
];
const madeByBundle = new WeakMap<Bundle, ReadonlyMap<string, readonly MadeSecret[]>>();
const placeOf = (namespace: string, name: string): string => `${namespaceOf(namespace)}\n${name}`;

/** What operators make a Secret of this name from; more than one may add to it. */
export const makersOf = (bundle: Bundle, namespace: string, name: string): readonly MadeSecret[] => {
  let known = madeByBundle.get(bundle);
  if (!known) {
    const made = new Map<string, MadeSecret[]>();
    for (const secret of makerKinds.flatMap((kind) => bundle.ofKind(kind)).flatMap(madeBy)) {
      const place = placeOf(secret.object.namespace, secret.name);
      const others = made.get(place);
      if (others) others.push(secret);
      else made.set(place, [secret]);
    }
    known = made;
    madeByBundle.set(bundle, known);
  }
  return known.get(placeOf(namespace, name)) ?? [];
};
