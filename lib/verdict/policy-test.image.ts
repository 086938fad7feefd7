import { sha256 } from '../model/digest.ts';
import type { AdvisoryMatches, ImageEvidence, VulnerabilityMatch } from '../model/evidence.ts';
import type { GivenVulnerability } from './policy-test.schema.ts';

const digest = sha256('an image given by a policy test');

/** An image of nothing but the packages that a case's vulnerabilities are in. */
export const givenImage = (vulnerabilities: readonly GivenVulnerability[], observedAt: string): ImageEvidence => ({
  kind: 'image',
  subject: { kind: 'image', ref: 'given', digest, repository: 'given', platform: { os: 'linux', architecture: 'amd64' } },
  inspector: { name: 'policy-test', version: '1' },
  observedAt,
  content: {
    config: {
      user: '65532',
      env: [],
      exposedPorts: [],
      volumes: [],
      entrypoint: ['/app'],
      cmd: [],
      workingDir: '/',
      labels: {},
      healthcheck: null,
      history: [],
      raw: {},
    },
    layers: [],
    os: null,
    packages: vulnerabilities.map(({ package: name, version = '1', path = 'app' }) => ({
      type: 'generic',
      name,
      version,
      purl: `pkg:generic/${encodeURIComponent(name)}@${encodeURIComponent(version)}`,
      path,
      layer: digest,
      confidence: 'exact',
    })),
    files: [],
    secrets: [],
    accounts: [],
    executables: [],
    incomplete: [],
  },
});

export const givenMatches = (vulnerabilities: readonly GivenVulnerability[], builtAt: string): AdvisoryMatches => ({
  subject: 0,
  database: { digest, builtAt },
  matches: vulnerabilities.map(matchOf),
  gaps: [],
});

const matchOf = (given: GivenVulnerability, packageIndex: number): VulnerabilityMatch => {
  const { id, severity, fixedIn = null, package: _name, version: _version, path: _path, ...facts } = given;
  return { id, aliases: [], severity, severitySource: 'given', summary: '', packageIndex, range: '', fixedIn, ...facts };
};
