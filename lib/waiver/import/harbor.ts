import { type Json, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { type ImportedWaivers, joined, readImport, skipped } from './imported.ts';

/**
 * Harbor's list of accepted CVEs: of the system (`GET /api/v2.0/system/CVEAllowlist`) or in a project, where it holds for the repositories of that
 * project alone. Source: Harbor's API, CVEAllowlist and Project. Throws `invalid-yaml`.
 */
export const importHarborAllowlist = (text: string): ImportedWaivers => {
  const { value, lineOf } = readImport(text);
  const isProject = memberOf(value, 'cve_allowlist') !== undefined;
  const list = isProject ? objectAt(value, 'cve_allowlist') : value;
  const project = isProject ? stringAt(value, 'name') : undefined;
  const at = isProject ? '/cve_allowlist/items' : '/items';
  const expiresAt = endOf(memberOf(list, 'expires_at') ?? 0);
  return joined(
    listAt(list, 'items').map((item, index) => {
      const line = lineOf(`${at}/${index}`);
      const rule = stringAt(item, 'cve_id');
      if (rule === undefined || rule === '') return skipped(line, JSON.stringify(item), 'an entry without cve_id');
      if (isProject && project === undefined)
        return skipped(line, rule, 'the project has no name, so that its repositories cannot be told');
      if (expiresAt === null) return skipped(line, rule, 'expires_at is not a time in seconds');
      return {
        waivers: [
          {
            scope: { rule, ...(project !== undefined && { repository: `**/${project}/**` }) },
            reason: `accepted in Harbor${project === undefined ? '' : `, project ${project}`}`,
            ...(expiresAt !== undefined && { expiresAt }),
          },
        ],
        skipped: [],
      };
    }),
  );
};

/** Harbor's 0 is no end; null for what is no time. */
const endOf = (seconds: Json): string | null | undefined => {
  if (seconds === 0) return undefined;
  const at = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

export const isHarborAllowlist = (value: Json): boolean =>
  memberOf(value, 'cve_allowlist') !== undefined || listAt(value, 'items').some((item) => memberOf(item, 'cve_id') !== undefined);
