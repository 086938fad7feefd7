import type { Bundle, ManifestObject } from '../manifest/object.ts';
import { patchFiles } from '../manifest/patch/apply.ts';
import type { Evidence, SourceFile } from '../model/evidence.ts';
import { applyEdits, type PatchOperation, type TextEdit } from '../model/patch.ts';
import type { InputProblem, JudgedFinding } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { parseChange } from './change.ts';
import { evaluate } from './evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from './evidence.ts';
import { objectFinder } from './object-finder.ts';

export type FixInput = {
  readonly manifests: readonly SourceFile[];
  readonly dockerfiles: readonly SourceFile[];
  readonly policy: CompiledPolicy;
  readonly now: number;
  /** Also what needs a decision; whoever asks for it looks at every change. */
  readonly suggested?: boolean;
};

/** `applied` counts findings whose patch was carried out, `suggested` those whose patch is not safe, `left` are those whose place could not be edited, as where an alias shares it. */
export type Fixed = {
  readonly files: readonly SourceFile[];
  readonly applied: number;
  readonly suggested: number;
  readonly left: readonly JudgedFinding[];
  readonly errors: readonly InputProblem[];
};

/** A patch may uncover the next finding, as `securityContext: {}` does, and patches of one place wait for each other; more rounds would be a rule that never ends. */
const mostRounds = 20;

/** Carries out every safe patch of every finding that is not waived, again and again until nothing is left to mend. Pure. */
export const fixFiles = (input: FixInput): Fixed => {
  let files: Files = { manifests: input.manifests, dockerfiles: input.dockerfiles };
  let applied = 0;
  for (let round = 0; ; round += 1) {
    const once = fixOnce(files, input);
    applied += once.applied;
    files = once.files;
    if (once.applied === 0 || round + 1 === mostRounds) {
      return {
        files: [...files.manifests, ...files.dockerfiles],
        applied,
        suggested: once.suggested,
        left: once.left,
        errors: once.errors,
      };
    }
  }
};

type Files = { readonly manifests: readonly SourceFile[]; readonly dockerfiles: readonly SourceFile[] };
type Once = Omit<Fixed, 'files'> & { readonly files: Files };

const fixOnce = ({ manifests, dockerfiles }: Files, { policy, now, suggested = false }: FixInput): Once => {
  const evidence: Evidence[] = [
    ...(manifests.length > 0 ? [manifestEvidence(manifests)] : []),
    ...dockerfiles.map((file) => dockerfileEvidence(file)),
  ];
  const { findings, errors } = evaluate({ evidence, missing: [], policy, waivers: [], advisories: [], environment: null, now });
  const open = findings.filter(({ patch, waiver }) => patch !== null && waiver === null);
  const safe = open.filter(({ patch }) => suggested || patch?.safe === true);
  const { bundle } = parseChange(evidence).change;
  const fixedManifests = fixManifests(manifests, safe, bundle);
  const fixedDockerfiles = dockerfiles.map((file) => fixText(file, safe));
  const applied = new Set([...fixedManifests.applied, ...fixedDockerfiles.flatMap((each) => each.applied)]);
  return {
    files: { manifests: fixedManifests.files, dockerfiles: fixedDockerfiles.map(({ file }) => file) },
    applied: applied.size,
    suggested: open.length - safe.length,
    left: safe.filter((finding) => !applied.has(finding)),
    errors,
  };
};

type FixedFile = { readonly file: SourceFile; readonly applied: readonly JudgedFinding[] };

type FixedFiles = { readonly files: readonly SourceFile[]; readonly applied: readonly JudgedFinding[] };

const fixManifests = (files: readonly SourceFile[], findings: readonly JudgedFinding[], bundle: Bundle | null): FixedFiles => {
  const patches = new Map<ManifestObject, (readonly PatchOperation[])[]>();
  const objectAt = objectFinder(bundle);
  const wanted: { readonly finding: JudgedFinding; readonly operations: readonly PatchOperation[] }[] = [];
  for (const finding of findings) {
    const { patch, location, object } = finding;
    if (patch?.kind !== 'json' || location.kind !== 'source') continue;
    const target = objectAt(location.file, object, location.line);
    if (target === undefined) continue;
    wanted.push({ finding, operations: patch.operations });
    const known = patches.get(target);
    if (known) known.push(patch.operations);
    else patches.set(target, [patch.operations]);
  }
  const result = patchFiles(
    files,
    [...patches].map(([object, ofObject]) => ({ object, patches: ofObject })),
  );
  const refused = new Set(result.refused.map(({ operations }) => operations));
  return { files: result.files, applied: wanted.filter(({ operations }) => !refused.has(operations)).map(({ finding }) => finding) };
};

const fixText = (file: SourceFile, findings: readonly JudgedFinding[]): FixedFile => {
  const applied: JudgedFinding[] = [];
  const edits: TextEdit[] = [];
  for (const finding of findings) {
    const { patch } = finding;
    if (patch?.kind !== 'text' || patch.file !== file.name) continue;
    // What overlaps an earlier edit waits for the next round.
    if (patch.edits.some((edit) => edits.some((other) => edit.start < other.end && other.start < edit.end))) continue;
    if (patch.edits.some((edit) => edits.some((other) => edit.start === other.start && edit.end === other.end))) continue;
    edits.push(...patch.edits);
    applied.push(finding);
  }
  return { file: { ...file, text: applyEdits(file.text, edits) }, applied };
};
