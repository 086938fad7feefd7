import type { OperatingSystem } from '../model/image.ts';

/**
 * Which ecosystems of a database speak of a distribution, and by which names they know a package: that of its source, its own, or either.
 * `kind: 'none'`: nobody publishes records for it in OSV's form.
 */
export type Feed =
  | { readonly kind: 'feed'; readonly wanted: string; readonly by: 'source' | 'binary' | 'either'; covers(ecosystem: string): boolean }
  | { readonly kind: 'none'; readonly reason: string };

const feed = (by: 'source' | 'binary' | 'either', ...ecosystems: readonly [string, ...string[]]): Feed => ({
  kind: 'feed',
  wanted: ecosystems[0],
  by,
  covers: (ecosystem) => ecosystems.includes(ecosystem),
});

const none = (reason: string): Feed => ({ kind: 'none', reason });

/**
 * Source: OSV schema, "defined ecosystems", which gives each ecosystem's releases and what its names are. AlmaLinux's records name binary
 * packages, whatever the schema says; Rocky's name either.
 */
export const feedOf = (os: OperatingSystem): Feed => {
  const { id, versionId, prettyName } = os;
  const [major = '', minor = ''] = versionId.split('.');
  switch (id) {
    case 'debian':
      return major === ''
        ? none(`${prettyName || 'Debian'} is a moving release, which no advisory speaks of`)
        : feed('source', `Debian:${major}`, 'Debian');
    case 'ubuntu':
      return feed('source', `Ubuntu:${versionId}:LTS`, `Ubuntu:${versionId}`);
    case 'alpine':
      // The branch that moves calls itself by the next release: 3.21_alpha20240923.
      return feed('source', /_alpha|_beta|_rc/.test(versionId) || major === '' ? 'Alpine:edge' : `Alpine:v${major}.${minor}`);
    case 'wolfi':
      return feed('source', 'Wolfi');
    case 'chainguard':
      return feed('source', 'Chainguard', 'Wolfi');
    case 'minimos':
      return feed('source', 'MinimOS');
    case 'almalinux':
      return feed('binary', `AlmaLinux:${major}`, 'AlmaLinux');
    case 'rocky':
      return feed('either', `Rocky Linux:${major}`, 'Rocky Linux');
    case 'rhel':
      return redHat(major);
    case 'opensuse-leap':
      return feed('source', `openSUSE:Leap ${versionId}`);
    case 'opensuse-tumbleweed':
      return feed('source', 'openSUSE:Tumbleweed');
    case 'sles':
      return suse(minor === '' || minor === '0' ? major : `${major} SP${minor}`);
    case 'photon':
      return feed('binary', `Photon OS:${versionId}`);
    case 'echo':
      return feed('source', 'Echo', `Echo:${major}`);
    case 'alpaquita':
      return bellSoft(versionId);
    case 'mageia':
      return feed('source', `Mageia:${major}`);
    case 'openEuler':
      return feed('either', `openEuler:${[versionId, /\(([\w-]+)\)/.exec(prettyName)?.[1]].filter(Boolean).join('-')}`);
    case 'azurelinux':
    case 'mariner':
      return feed('either', `Azure Linux:${major}`);
    default:
      return none(`no advisory feed for ${prettyName || id}`);
  }
};

/** Named by the release or by how the release calls itself; hardened containers have a list of their own. */
const bellSoft = (versionId: string): Feed => {
  const releases = ['Alpaquita', 'BellSoft', 'BellSoft Hardened Containers'].map((name) => `${name}:${versionId}`);
  return { kind: 'feed', wanted: `Alpaquita:${versionId}`, by: 'source', covers: (ecosystem) => releases.includes(ecosystem) };
};

/** Repositories follow the release after two colons: `Red Hat:enterprise_linux:9::baseos`. */
const redHat = (major: string): Feed => {
  const wanted = `Red Hat:enterprise_linux:${major}`;
  return { kind: 'feed', wanted, by: 'binary', covers: (ecosystem) => ecosystem === wanted || ecosystem.startsWith(`${wanted}::`) };
};

/** Most packages belong to a module of the same release and not to the server. */
const suse = (release: string): Feed => ({
  kind: 'feed',
  wanted: `SUSE:Linux Enterprise Server ${release}`,
  by: 'source',
  covers: (ecosystem) =>
    ecosystem === `SUSE:Linux Enterprise Server ${release}` ||
    (ecosystem.startsWith('SUSE:Linux Enterprise Module for ') && ecosystem.endsWith(` ${release}`)),
});
