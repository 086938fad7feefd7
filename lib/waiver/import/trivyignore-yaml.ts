import { isObject, type JsonObject, listAt, memberOf, stringAt } from '../../model/json.ts';
import type { NewWaiver } from '../create.ts';
import { endOf, type ImportedWaivers, joined, readImport, samePattern, skipped } from './imported.ts';

const sections = ['vulnerabilities', 'misconfigurations', 'secrets', 'licenses'] as const;

/** A `.trivyignore.yaml`. An entry with several paths or purls becomes a waiver each. Source: Trivy documentation, "Filtering". Throws `invalid-yaml`. */
export const importTrivyignoreYaml = (text: string): ImportedWaivers => {
  const { value, lineOf } = readImport(text);
  return joined(
    sections.flatMap((section) =>
      listAt(value, section).map((entry, index) => {
        const line = lineOf(`/${section}/${index}`);
        return isObject(entry) ? waiversOf(entry, line) : skipped(line, section, 'an entry that is no map');
      }),
    ),
  );
};

const waiversOf = (entry: JsonObject, line: number): ImportedWaivers => {
  const rule = stringAt(entry, 'id');
  if (rule === undefined) return skipped(line, JSON.stringify(entry), 'an entry without id');
  const refusal = whyNot(entry);
  if (refusal !== undefined) return skipped(line, rule, refusal);
  const end = stringAt(entry, 'expired_at');
  const expiresAt = end === undefined ? undefined : endOf(end);
  if (end !== undefined && expiresAt === undefined) return skipped(line, rule, `${end} is not a day such as 2026-12-31`);
  const reason = stringAt(entry, 'statement') ?? 'accepted in .trivyignore.yaml';
  const rest = { reason, ...(expiresAt && { expiresAt }) };
  return joined(
    scopesOf(entry, rule).map((scope) =>
      scope === null ? skipped(line, rule, 'a path with brackets or braces') : { waivers: [{ scope, ...rest }], skipped: [] },
    ),
  );
};

const known = new Set(['id', 'paths', 'purls', 'statement', 'expired_at']);

/** What narrows an entry and cannot be read would leave it accepting more than was meant. */
const whyNot = (entry: JsonObject): string | undefined => {
  const unknown = Object.keys(entry).filter((key) => !known.has(key));
  if (unknown.length > 0) return `${unknown.join(', ')} cannot be said in a waiver`;
  for (const key of ['paths', 'purls']) {
    const list = memberOf(entry, key);
    const isRead =
      list === undefined || list === null || (Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string'));
    if (!isRead) return `${key} is not a list of texts`;
  }
  const end = memberOf(entry, 'expired_at');
  if (end !== undefined && end !== null && typeof end !== 'string') return `${JSON.stringify(end)} is not a day such as 2026-12-31`;
  return undefined;
};

/** null for a scope that cannot be said here. */
const scopesOf = (entry: JsonObject, rule: string): readonly (NewWaiver['scope'] | null)[] => {
  const packages = strings(entry, 'purls').map((purl) => ({ package: purl }));
  const paths = strings(entry, 'paths').map((path) => samePattern(path));
  return (packages.length > 0 ? packages : [{}]).flatMap((named) =>
    paths.length === 0 ? [{ rule, ...named }] : paths.map((path) => (path === undefined ? null : { rule, ...named, path })),
  );
};

const strings = (entry: JsonObject, key: string): readonly string[] => listAt(entry, key).filter((one) => typeof one === 'string');
