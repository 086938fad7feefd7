import { isObject, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { type ImportedWaivers, joined, readImport, samePattern, skipped } from './imported.ts';

// Types whose packages have one name in both tools; elsewhere a purl has a namespace that Grype's name leaves out.
const purlTypes: { readonly [type: string]: string } = {
  npm: 'npm',
  python: 'pypi',
  gem: 'gem',
  'go-module': 'golang',
  'rust-crate': 'cargo',
  dotnet: 'nuget',
};

/** The `ignore` list of a `.grype.yaml`. Source: Grype's README, "Specifying matches to ignore". Throws `invalid-yaml`. */
export const importGrypeIgnore = (text: string): ImportedWaivers => {
  const { value, lineOf } = readImport(text);
  return joined(
    listAt(value, 'ignore').map((entry, index) => {
      const line = lineOf(`/ignore/${index}`);
      return isObject(entry) ? waiverOf(entry, line) : skipped(line, 'ignore', 'an entry that is no map');
    }),
  );
};

const known = new Set(['vulnerability', 'reason', 'fix-state', 'package', 'include-aliases', 'namespace']);
const knownOfPackage = new Set(['name', 'version', 'type', 'location']);

const waiverOf = (entry: JsonObject, line: number): ImportedWaivers => {
  const text = JSON.stringify(entry);
  const found = objectAt(entry, 'package');
  const vulnerability = stringAt(entry, 'vulnerability');
  const name = stringAt(found, 'name');
  const location = stringAt(found, 'location');
  const path = location === undefined ? undefined : samePattern(location);
  const refusal = whyNot(entry, found) ?? (location !== undefined && path === undefined ? 'a location with brackets or braces' : undefined);
  if (refusal !== undefined) return skipped(line, text, refusal);
  const scope = {
    rule: vulnerability ?? 'vulnerability',
    ...(name !== undefined && { package: packageText(found, name) }),
    ...(path !== undefined && { path }),
  };
  const untilFixed = stringAt(entry, 'fix-state') !== undefined;
  const reason = stringAt(entry, 'reason') ?? 'accepted in .grype.yaml';
  return { waivers: [{ scope, reason, ...(untilFixed && { untilFixed }) }], skipped: [] };
};

/** A rule that would accept more here than it does there is not taken over. */
const whyNot = (entry: JsonObject, found: JsonObject): string | undefined => {
  const unknown = [...Object.keys(entry).filter((key) => !known.has(key)), ...Object.keys(found).filter((key) => !knownOfPackage.has(key))];
  if (unknown.length > 0) return `${unknown.join(', ')} cannot be said in a waiver`;
  const name = stringAt(found, 'name');
  if (memberOf(entry, 'namespace') !== undefined) return 'namespace cannot be said in a waiver';
  if (stringAt(entry, 'vulnerability') === undefined && name === undefined) return 'it names neither a vulnerability nor a package';
  if (name !== undefined && /[*^$()|\\?[\]]/.test(name)) return 'a package name that is an expression';
  if (name === undefined && (found['type'] !== undefined || found['version'] !== undefined))
    return 'a type or version without a package name';
  const type = stringAt(found, 'type');
  if (type !== undefined && purlTypes[type] === undefined) return `packages of type ${type} cannot be told from others of the name`;
  const state = stringAt(entry, 'fix-state');
  return state === undefined || ['not-fixed', 'unknown', 'wont-fix'].includes(state)
    ? undefined
    : `fix-state ${state} cannot be said in a waiver`;
};

const packageText = (found: JsonObject, name: string): string => {
  const type = purlTypes[stringAt(found, 'type') ?? ''];
  const version = stringAt(found, 'version');
  const named = `${name}${version === undefined ? '' : `@${version}`}`;
  return type === undefined ? named : `pkg:${type}/${named}`;
};
