import type { Bundle } from '../manifest/object.ts';
import { mergePatchOf } from '../manifest/patch/strategic.ts';
import type { JudgedFinding } from '../model/verdict.ts';
import { objectFinder } from './object-finder.ts';

/** Findings whose patches of manifests are merge patches; one that cannot be written so keeps its JSON patch. `bundle`: what the findings were made of. */
export const withMergePatches = (findings: readonly JudgedFinding[], bundle: Bundle | null): readonly JudgedFinding[] => {
  const find = objectFinder(bundle);
  return findings.map((finding) => {
    const { patch, location, object } = finding;
    if (patch?.kind !== 'json' || location.kind !== 'source') return finding;
    const target = find(location.file, object, location.line);
    const merge = target ? mergePatchOf(target, patch.operations) : null;
    return merge ? { ...finding, patch: { kind: 'merge' as const, safe: patch.safe, ...merge } } : finding;
  });
};
