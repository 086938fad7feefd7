import { isVex } from '../../image/attached/vex.ts';
import { AppError } from '../../model/error.ts';
import { isObject, type Json } from '../../model/json.ts';
import { importDependencyTrack, isDependencyTrack } from './dependency-track.ts';
import { importGrypeIgnore } from './grype.ts';
import { importHarborAllowlist, isHarborAllowlist } from './harbor.ts';
import type { ImportedWaivers } from './imported.ts';
import { type ImporterName, importerNames } from './names.ts';
import { importTrivyignore } from './trivyignore.ts';
import { importTrivyignoreYaml } from './trivyignore-yaml.ts';

/** A row another tool's list of what it accepts. */
export const importers = {
  trivyignore: importTrivyignore,
  'trivyignore-yaml': importTrivyignoreYaml,
  grype: importGrypeIgnore,
  harbor: importHarborAllowlist,
  'dependency-track': importDependencyTrack,
} as const satisfies { readonly [name in ImporterName]: (text: string) => ImportedWaivers };

/** Told by the file's name, and for JSON and YAML by what it holds. Throws AppError `invalid-request` when neither tells. */
export const importerOf = (file: string, text: string): ImporterName => {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (/^\.?trivyignore\.ya?ml$/.test(name)) return 'trivyignore-yaml';
  if (/^\.?trivyignore$/.test(name)) return 'trivyignore';
  if (/grype.*\.ya?ml$/.test(name)) return 'grype';
  if (/\.ya?ml$/.test(name) && /^(vulnerabilities|misconfigurations|secrets|licenses):/m.test(text)) return 'trivyignore-yaml';
  if (/\.ya?ml$/.test(name) && /^ignore:/m.test(text)) return 'grype';
  const value = jsonOf(text);
  if (isHarborAllowlist(value)) return 'harbor';
  if (isDependencyTrack(Array.isArray(value) ? { findings: value } : value)) return 'dependency-track';
  if (isObject(value) && isVex(value))
    throw new AppError(
      'invalid-request',
      `${file}: a VEX document, which no waiver is made of: hand it to image --vex or advisories import --vex`,
    );
  throw new AppError('invalid-request', `${file}: of which tool? give --from ${importerNames.join(', ')}`);
};

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
