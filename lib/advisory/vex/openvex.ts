import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { isVexStatus, type Tally, tally, textsAt, type VexDocument, type VexStatement } from './statement.ts';

/** Source: OpenVEX specification 0.2.0; in 0.0.x an issue and a product are bare texts. `subject`: of the attestation, from which a product is inherited. */
export const readOpenVex = (document: JsonObject, file: string, subject?: string): VexDocument => {
  const left = tally();
  const head = {
    document: stringAt(document, '@id') ?? file,
    author: stringAt(document, 'author') ?? '',
    at: stringAt(document, 'timestamp') ?? null,
  };
  const statements = listAt(document, 'statements').flatMap((each) => statementsOf(each, head, left, subject));
  return { statements, ignored: left.counts };
};

const statementsOf = (
  statement: Json,
  head: Pick<VexStatement, 'document' | 'author' | 'at'>,
  left: Tally,
  subject: string | undefined,
): VexStatement[] => {
  const status = stringAt(statement, 'status');
  const ids = idsOf(statement);
  const named = listAt(statement, 'products');
  const inherited = named.length === 0 && subject !== undefined ? [{ product: subject, components: [] }] : [];
  const products = [...named.flatMap(productOf), ...inherited];
  if (!isVexStatus(status)) left.note('no status');
  else if (ids.length === 0) left.note('no vulnerability');
  else if (products.length === 0) left.note('no product');
  if (!isVexStatus(status) || ids.length === 0) return [];
  const said = {
    ...head,
    at: stringAt(statement, 'timestamp') ?? head.at,
    ids,
    status,
    justification: stringAt(statement, 'justification') ?? null,
    note: stringAt(statement, 'impact_statement') ?? stringAt(statement, 'action_statement') ?? stringAt(statement, 'status_notes') ?? null,
  };
  return products.map((product) => ({ ...said, ...product }));
};

const idsOf = (statement: Json): readonly string[] => {
  const named = memberOf(statement, 'vulnerability');
  if (typeof named === 'string') return [named];
  if (!isObject(named)) return [];
  // An `@id` is an address; its last part is the name where none is given.
  const name = stringAt(named, 'name') ?? stringAt(named, '@id')?.split('/').at(-1);
  return [...(name === undefined ? [] : [name]), ...textsAt(named, 'aliases')];
};

const productOf = (product: Json): Pick<VexStatement, 'product' | 'components'>[] => {
  const name = nameOf(product);
  const components = listAt(product, 'subcomponents').flatMap((each) => nameOf(each) ?? []);
  return name === undefined ? [] : [{ product: name, components }];
};

const nameOf = (component: Json): string | undefined => {
  if (typeof component === 'string') return component;
  const digest = stringAt(objectAt(component, 'hashes'), 'sha-256');
  const purl = stringAt(objectAt(component, 'identifiers'), 'purl');
  return purl ?? stringAt(component, '@id') ?? (digest === undefined ? undefined : `sha256:${digest}`);
};
