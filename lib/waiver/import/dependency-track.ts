import { booleanAt, type Json, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { type ImportedWaivers, joined, readImport, skipped } from './imported.ts';

/**
 * The findings that Dependency-Track has suppressed, from a project's export (`GET /api/v1/finding/project/{uuid}/export`) or its list of findings.
 * Others are no decisions and are passed over. Source: Dependency-Track documentation, "File Formats", Finding Packaging Format 1.2. Throws `invalid-yaml`.
 */
export const importDependencyTrack = (text: string): ImportedWaivers => {
  // Both forms are lists of findings; the reader of other lists knows maps alone.
  const { value, lineOf } = readImport(/^\s*\[/.test(text) ? `{"findings":${text}}` : text);
  return joined(
    listAt(value, 'findings').map((finding, index) => {
      const analysis = objectAt(finding, 'analysis');
      if (booleanAt(analysis, 'isSuppressed') !== true && booleanAt(finding, 'isSuppressed') !== true) return joined([]);
      const line = lineOf(`/findings/${index}`);
      const rule = stringAt(objectAt(finding, 'vulnerability'), 'vulnId');
      if (rule === undefined) return skipped(line, `finding ${index}`, 'a suppressed finding without vulnerability');
      const component = objectAt(finding, 'component');
      const found = stringAt(component, 'purl') ?? namedBy(component);
      if (found === undefined) return skipped(line, rule, 'a component without a name: the waiver would hold for every package');
      const state = stringAt(analysis, 'state');
      const reason = `suppressed in Dependency-Track${state === undefined || state === 'NOT_SET' ? '' : `: ${state}`}`;
      return { waivers: [{ scope: { rule, package: found }, reason }], skipped: [] };
    }),
  );
};

const namedBy = (component: Json): string | undefined => {
  const [group, name, version] = [stringAt(component, 'group'), stringAt(component, 'name'), stringAt(component, 'version')];
  if (name === undefined) return undefined;
  return `${group ? `${group}:` : ''}${name}${version === undefined ? '' : `@${version}`}`;
};

export const isDependencyTrack = (value: Json): boolean =>
  listAt(value, 'findings').some(
    (finding) => memberOf(finding, 'vulnerability') !== undefined && memberOf(finding, 'component') !== undefined,
  );
