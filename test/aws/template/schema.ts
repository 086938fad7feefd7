import { createRequire } from 'node:module';
import { isList, isObject, type Json, type JsonObject } from '../../../lib/model/json.ts';
import { resourcesOf, type Template } from './template.ts';

// It is a dependency of infra/ and not of the product.
const { loadAwsServiceSpecSync } = createRequire(`${process.cwd()}/infra/package.json`)('@aws-cdk/aws-service-spec');
const database = loadAwsServiceSpecSync();

type SpecType = {
  readonly type: string;
  readonly element?: SpecType;
  readonly reference?: { readonly $ref: string };
  readonly types?: readonly SpecType[];
};
type Properties = { readonly [name: string]: { readonly type: SpecType; readonly required?: boolean } };
type Spec = { readonly properties: Properties; readonly attributes: { readonly [name: string]: unknown } };

const specOf = (type: string): Spec | undefined => {
  const [found] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  return found;
};

// A function of CloudFormation stands for a value of any type.
const isIntrinsic = (value: Json): boolean =>
  isObject(value) && Object.keys(value).length === 1 && /^(Ref|Fn::)/.test(Object.keys(value)[0] ?? '');

const isOfType = (value: Json, type: SpecType): boolean => {
  if (isIntrinsic(value)) return true;
  switch (type.type) {
    case 'string':
      return ['string', 'number', 'boolean'].includes(typeof value);
    case 'integer':
    case 'number':
      return Number.isFinite(Number(value)) && typeof value !== 'object';
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false';
    case 'array':
      return isList(value);
    case 'union':
      return (type.types ?? []).some((one) => isOfType(value, one));
    case 'map':
    case 'ref':
      return isObject(value);
    default:
      return true;
  }
};

const errorsIn = (value: Json, type: SpecType, place: string): string[] => {
  if (isIntrinsic(value)) return [];
  if (!isOfType(value, type)) return [`${place} is no ${type.type}`];
  if (type.type === 'array' && type.element && isList(value))
    return value.flatMap((one, index) => errorsIn(one, type.element ?? type, `${place}/${index}`));
  if (type.type !== 'ref' || !isObject(value)) return [];
  return errorsInMembers(value, database.get('typeDefinition', type.reference?.$ref).properties, place);
};

const errorsInMembers = (value: JsonObject, properties: Properties, place: string): string[] => [
  ...Object.entries(properties).flatMap(([name, { required }]) => (required && !(name in value) ? [`${place} lacks ${name}`] : [])),
  ...Object.entries(value).flatMap(([name, member]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return known ? errorsIn(member, known.type, `${place}/${name}`) : [`${place} has an unknown ${name}`];
  }),
];

const references = (value: Json): { readonly id: string; readonly attribute?: string }[] => {
  if (isList(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const own = [];
  if (typeof value['Ref'] === 'string') own.push({ id: value['Ref'] });
  const get = value['Fn::GetAtt'];
  if (isList(get)) own.push({ id: String(get[0]), attribute: get.slice(1).join('.') });
  return [...own, ...Object.values(value).flatMap(references)];
};

/** What CloudFormation would refuse: unknown types and members, missing and wrong ones, references that lead nowhere. */
export const schemaErrors = (template: Template): readonly string[] => {
  const types = new Map(resourcesOf(template).map(({ id, type }) => [id, type]));
  const shapes = resourcesOf(template).flatMap(({ id, type, properties }) => {
    const spec = specOf(type);
    return spec ? errorsInMembers(properties, spec.properties, id) : [`${id} is of an unknown type ${type}`];
  });
  const dangling = references({ ...template }).flatMap(({ id, attribute }) => {
    if (id.startsWith('AWS::')) return [];
    const type = types.get(id);
    if (type === undefined) return [`${id} is referred to and not there`];
    const spec = specOf(type);
    const isThere = attribute === undefined || spec === undefined || Object.hasOwn(spec.attributes, attribute);
    return isThere ? [] : [`${id} has no attribute ${attribute}`];
  });
  return [...shapes, ...dangling];
};
