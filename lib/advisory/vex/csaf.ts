import { type Json, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import { type Tally, tally, textsAt, type VexDocument, type VexStatement, type VexStatus } from './statement.ts';

/** Source: CSAF 2.0 section 3.2.3.9, product status groups. */
const groups: readonly (readonly [string, VexStatus])[] = [
  ['known_not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['under_investigation', 'under_investigation'],
];

/** Source: CSAF 2.0, profile VEX (section 4.5) and product tree (3.2.2). */
export const readCsaf = (document: JsonObject, file: string): VexDocument => {
  const left = tally();
  const about = objectAt(document, 'document');
  const tracking = objectAt(about, 'tracking');
  const head = {
    document: stringAt(tracking, 'id') ?? file,
    author: stringAt(objectAt(about, 'publisher'), 'name') ?? '',
    at: stringAt(tracking, 'current_release_date') ?? null,
  };
  const products = productsOf(objectAt(document, 'product_tree'));
  const statements = listAt(document, 'vulnerabilities').flatMap((each) => statementsOf(each, products, head, left));
  return { statements, ignored: left.counts };
};

type Product = Pick<VexStatement, 'product' | 'components'>;

/** Deeper trees are nobody's; each step is a list on the heap, so that depth costs no stack. */
const mostProducts = 200_000;

const productsOf = (tree: JsonObject): ReadonlyMap<string, Product> => {
  const names = new Map<string, string>();
  const waiting: Json[] = [...listAt(tree, 'branches'), ...listAt(tree, 'full_product_names')];
  for (let next = waiting.pop(); next !== undefined && names.size < mostProducts; next = waiting.pop()) {
    const holder = objectAt(next, 'product');
    const named = stringAt(holder, 'product_id') === undefined ? next : holder;
    const [id, name] = [stringAt(named, 'product_id'), helperOf(named)];
    if (id !== undefined && name !== undefined) names.set(id, name);
    waiting.push(...listAt(next, 'branches'));
  }
  const products = new Map<string, Product>([...names].map(([id, product]) => [id, { product, components: [] }]));
  for (const relation of listAt(tree, 'relationships')) {
    const id = stringAt(objectAt(relation, 'full_product_name'), 'product_id');
    const component = names.get(stringAt(relation, 'product_reference') ?? '');
    const platform = names.get(stringAt(relation, 'relates_to_product_reference') ?? '');
    if (id !== undefined && component !== undefined && platform !== undefined)
      products.set(id, { product: platform, components: [component] });
  }
  return products;
};

const helperOf = (named: Json): string | undefined => {
  const helper = objectAt(named, 'product_identification_helper');
  const hash = listAt(helper, 'hashes')
    .flatMap((each) => listAt(each, 'file_hashes'))
    .find((each) => stringAt(each, 'algorithm') === 'sha256');
  const digest = stringAt(hash, 'value');
  return (
    stringAt(helper, 'purl') ??
    textsAt(helper, 'purls')[0] ??
    stringAt(helper, 'cpe') ??
    (digest === undefined ? undefined : `sha256:${digest}`)
  );
};

const statementsOf = (
  each: Json,
  products: ReadonlyMap<string, Product>,
  head: Pick<VexStatement, 'document' | 'author' | 'at'>,
  left: Tally,
): VexStatement[] => {
  const cve = stringAt(each, 'cve');
  const ids = [...(cve === undefined ? [] : [cve]), ...listAt(each, 'ids').flatMap((id) => stringAt(id, 'text') ?? [])];
  if (ids.length === 0) left.note('no vulnerability');
  const status = objectAt(each, 'product_status');
  const why = reasonsOf(each);
  return groups.flatMap(([group, meaning]) =>
    textsAt(status, group).flatMap((id) => {
      const product = products.get(id);
      if (product === undefined) left.note('a product without purl, CPE or hash');
      if (product === undefined || ids.length === 0) return [];
      const said = meaning === 'not_affected' ? why.get(id) : undefined;
      return [{ ...head, ids, status: meaning, justification: said?.flag ?? null, note: said?.impact ?? null, ...product }];
    }),
  );
};

/** Flags justify, threats of category impact explain; both list the products that they are about. */
const reasonsOf = (each: Json): ReadonlyMap<string, { readonly flag?: string; readonly impact?: string }> => {
  const reasons = new Map<string, { flag?: string; impact?: string }>();
  for (const flag of listAt(each, 'flags'))
    for (const id of textsAt(flag, 'product_ids')) reasons.set(id, { ...reasons.get(id), flag: stringAt(flag, 'label') ?? '' });
  for (const threat of listAt(each, 'threats')) {
    if (stringAt(threat, 'category') !== 'impact') continue;
    for (const id of textsAt(threat, 'product_ids')) reasons.set(id, { ...reasons.get(id), impact: stringAt(threat, 'details') ?? '' });
  }
  return reasons;
};
