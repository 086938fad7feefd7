import { dockerfileCases } from './dockerfile.ts';
import { runImages, runRpm } from './images.ts';
import { runKyverno } from './kyverno/suite.ts';
import { runManifests } from './manifests.ts';
import { runLines } from './ndjson.ts';
import { runPatches } from './patches.ts';
import { peerManifestCases } from './peer-manifests.ts';
import { podSecurityCases } from './pod-security.ts';
import type { SuiteResult } from './result.ts';
import { runVersions } from './versions.ts';

type Suite = () => SuiteResult | Promise<SuiteResult>;

/** A row a suite; the name is its folder below the conformance data. A suite with several kinds of cases lists a judge for each. */
export const suites: { readonly [name: string]: Suite } = {
  'pod-security': () => runLines('pod-security', [podSecurityCases]),
  'peer-cases': () => runLines('peer-cases', [peerManifestCases, dockerfileCases]),
  versions: runVersions,
  patches: runPatches,
  manifests: runManifests,
  images: runImages,
  rpm: runRpm,
  kyverno: runKyverno,
};
