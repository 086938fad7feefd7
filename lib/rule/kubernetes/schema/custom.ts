import type { Bundle } from '../../../manifest/object.ts';
import { isList, isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import type { Field, Shape } from './type.ts';

/** The shape that a CustomResourceDefinition of the change gives to a kind; undefined when the change has none. */
export const shapeOfCustom = (bundle: Bundle, apiVersion: string, kind: string): Shape | undefined => {
  const [group = '', version = ''] = apiVersion.split('/');
  for (const { value } of bundle.ofKind('CustomResourceDefinition')) {
    const spec = objectAt(value, 'spec');
    if (stringAt(spec, 'group') !== group || stringAt(objectAt(spec, 'names'), 'kind') !== kind) continue;
    const found = listAt(spec, 'versions').find((one) => stringAt(one, 'name') === version);
    const schema = objectAt(objectAt(found, 'schema'), 'openAPIV3Schema');
    if (found !== undefined) return withMetadata(shapeOfSchema(schema));
  }
  return undefined;
};

const open: Shape = { kind: 'open' };
const text: Field = { shape: { kind: 'string' }, required: false };

/** Every object has these, whether its schema says so or not. */
const withMetadata = (shape: Shape): Shape => {
  if (shape.kind !== 'object') return open;
  const fields = shape.fields();
  if (fields === null || fields.size === 0) return open;
  const all = new Map<string, Field>([['apiVersion', text], ['kind', text], ...fields, ['metadata', { shape: open, required: false }]]);
  return { kind: 'object', fields: () => all };
};

/** Structural schemas only: what `oneOf` and its like say is left to the API server. Source: apiextensions v1, JSONSchemaProps. */
const shapeOfSchema = (schema: Json | undefined): Shape => {
  if (!isObject(schema) || memberOf(schema, 'x-kubernetes-preserve-unknown-fields') === true) return open;
  if (memberOf(schema, 'x-kubernetes-int-or-string') === true) return { kind: 'intOrString' };
  switch (memberOf(schema, 'type')) {
    case 'string':
      return { kind: 'string' };
    case 'integer':
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return { kind: 'list', of: shapeOfSchema(memberOf(schema, 'items')) };
    case 'object':
      return shapeOfObject(schema);
    default:
      return open;
  }
};

const shapeOfObject = (schema: JsonObject): Shape => {
  const properties = memberOf(schema, 'properties');
  const additional = memberOf(schema, 'additionalProperties');
  if (isObject(properties) && additional === undefined) {
    const required = memberOf(schema, 'required');
    const names: readonly Json[] = isList(required) ? required : [];
    const fields = new Map(
      Object.entries(properties).map(([name, one]): [string, Field] => [
        name,
        { shape: shapeOfSchema(one), required: names.includes(name) && memberOf(one, 'default') === undefined },
      ]),
    );
    return { kind: 'object', fields: () => fields };
  }
  return isObject(additional) ? { kind: 'map', of: shapeOfSchema(additional) } : open;
};
