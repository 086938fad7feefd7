/**
 * Whether a file may prove a package that no OS database names: only these are kept of the (long) file lists of OS packages.
 * Programs are files without an extension, which most programs are, and libraries.
 */
export const provesPackage = (path: string): boolean => {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  return names.has(name) || extension.test(name) || programFolder.test(path.slice(0, slash + 1)) || name.includes('.so');
};

const names = new Set(['package.json', 'METADATA', 'PKG-INFO', 'installed.json', 'release', 'VERSION', 'DESCRIPTION']);
const extension = /\.(jar|war|ear|egg-info|gemspec|rockspec|reg|app|dll|exe|deps\.json)$/i;
const programFolder = /(^|\/)(s?bin|libexec|games)\//;
