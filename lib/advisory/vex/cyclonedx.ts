import { type Json, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import { type Tally, tally, textsAt, type VexDocument, type VexStatement, type VexStatus } from './statement.ts';
import { withRange } from './target.ts';

/** Source: CycloneDX 1.6, `vulnerabilities[].analysis.state`. */
const states: ReadonlyMap<string, VexStatus> = new Map([
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
  ['false_positive', 'not_affected'],
  ['not_affected', 'not_affected'],
]);

/**
 * A BOM may hold the components that its vulnerabilities name, or point at those of another by BOM-Link. `attachedTo`: what it is about where its own component
 * has neither purl nor digest. Source: CycloneDX 1.6, JSON reference.
 */
export const readCycloneDxVex = (document: JsonObject, file: string, attachedTo?: string): VexDocument => {
  const left = tally();
  const subject = objectAt(objectAt(document, 'metadata'), 'component');
  const scope = {
    names: namesOf(document, subject),
    product: subjectName(subject) ?? attachedTo,
    subject: stringAt(subject, 'bom-ref'),
    title: stringAt(subject, 'name'),
  };
  const head = {
    document: stringAt(document, 'serialNumber') ?? file,
    author: authorOf(objectAt(document, 'metadata')),
    at: stringAt(objectAt(document, 'metadata'), 'timestamp') ?? null,
  };
  const statements = listAt(document, 'vulnerabilities').flatMap((each) => statementsOf(each, scope, head, left));
  return { statements, ignored: left.counts };
};

/** `title` names a subject that nothing else does: no image shows it, and the statement is told with it. */
type Scope = {
  readonly names: ReadonlyMap<string, string>;
  readonly product: string | undefined;
  readonly subject: string | undefined;
  readonly title: string | undefined;
};

const namesOf = (document: JsonObject, subject: JsonObject): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const add = (component: Json): void => {
    const [ref, purl] = [stringAt(component, 'bom-ref'), stringAt(component, 'purl')];
    if (ref !== undefined && purl !== undefined) names.set(ref, purl);
  };
  const waiting: Json[] = [subject, ...listAt(document, 'components')];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    add(next);
    waiting.push(...listAt(next, 'components'));
  }
  return names;
};

/** A container that is known by digest alone says it as its version. */
const subjectName = (subject: JsonObject): string | undefined => {
  const version = stringAt(subject, 'version');
  return stringAt(subject, 'purl') ?? (version?.startsWith('sha256:') ? version : undefined);
};

const authorOf = (metadata: JsonObject): string =>
  stringAt(objectAt(metadata, 'supplier'), 'name') ??
  stringAt(objectAt(metadata, 'manufacturer'), 'name') ??
  listAt(metadata, 'authors').flatMap((each) => stringAt(each, 'name') ?? [])[0] ??
  '';

const statementsOf = (each: Json, scope: Scope, head: Pick<VexStatement, 'document' | 'author' | 'at'>, left: Tally): VexStatement[] => {
  const analysis = objectAt(each, 'analysis');
  const status = states.get(stringAt(analysis, 'state') ?? '');
  const id = stringAt(each, 'id');
  if (id === undefined) left.note('no vulnerability');
  else if (status === undefined) left.note('no status');
  if (id === undefined || status === undefined) return [];
  const said = {
    ...head,
    at: stringAt(analysis, 'lastUpdated') ?? stringAt(each, 'updated') ?? head.at,
    ids: [id, ...listAt(each, 'references').flatMap((reference) => stringAt(reference, 'id') ?? [])],
    justification: stringAt(analysis, 'justification') ?? null,
    note: stringAt(analysis, 'detail') ?? textsAt(analysis, 'response').join(', ') ?? null,
  };
  const targets = listAt(each, 'affects').flatMap((affected) => targetsOf(affected, status, scope));
  if (targets.length === 0) left.note('no product');
  return targets.map((target) => ({ ...said, ...target }));
};

const targetsOf = (affected: Json, status: VexStatus, scope: Scope): Pick<VexStatement, 'product' | 'components' | 'status'>[] => {
  const ref = stringAt(affected, 'ref') ?? '';
  const name = nameOf(ref, scope);
  if (name === undefined) return [];
  const placed = (text: string): Pick<VexStatement, 'product' | 'components'> =>
    scope.product === undefined || ref === scope.subject
      ? { product: text, components: [] }
      : { product: scope.product, components: [text] };
  const versions = listAt(affected, 'versions');
  if (versions.length === 0) return [{ ...placed(name), status }];
  return versions.flatMap((each) => {
    const [version, range, said] = [stringAt(each, 'version'), stringAt(each, 'range'), stringAt(each, 'status') ?? 'affected'];
    if (said === 'unknown' || (version === undefined && range === undefined)) return [];
    const target = withRange(name, range ?? `vers:generic/${version}`);
    return [{ ...placed(target), status: said === 'unaffected' ? 'not_affected' : status }];
  });
};

/** `urn:cdx:serial/version#ref`, whose last part is the other document's ref, often a purl. Source: CycloneDX, "BOM-Link". */
const nameOf = (ref: string, { names, product, subject, title }: Scope): string | undefined => {
  const known = names.get(ref);
  if (known !== undefined) return known;
  if (ref === subject) return product ?? title;
  const linked = ref.startsWith('urn:cdx:') ? decoded(ref.slice(ref.indexOf('#') + 1)) : ref;
  return names.get(linked) ?? (/^(pkg:|sha256:)/.test(linked) ? linked : undefined);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
