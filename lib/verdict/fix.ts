import { applyPatches, type ObjectPatch } from '../manifest/edit/apply.ts';
import type { Bundle, ManifestObject } from '../manifest/object.ts';
import type { Evidence, SourceFile } from '../model/evidence.ts';
import type { TextEdit } from '../model/patch.ts';
import type { JudgedFinding } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { parseChange } from './change.ts';
import { evaluate } from './evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from './evidence.ts';

export type FixInput = {
  readonly manifests: readonly SourceFile[];
  readonly dockerfiles: readonly SourceFile[];
  readonly policy: CompiledPolicy;
  readonly now: number;
};

/** `applied` counts findings whose patch was carried out, `suggested` those whose patch is not safe, `left` those whose place could not be edited. */
export type Fixed = { readonly files: readonly SourceFile[]; readonly applied: number; readonly suggested: number; readonly left: number };

/** A patch may uncover the next finding, as `securityContext: {}` does; more rounds than this would be a rule that never ends. */
const mostRounds = 5;

/** Carries out every safe patch of every finding that is not waived, again and again until nothing is left to mend. Pure. */
export const fixFiles = (input: FixInput): Fixed => {
  let files: Files = { manifests: input.manifests, dockerfiles: input.dockerfiles };
  let applied = 0;
  for (let round = 0; ; round += 1) {
    const once = fixOnce(files, input);
    applied += once.applied;
    files = once.files;
    if (once.applied === 0 || round + 1 === mostRounds) {
      return { files: [...files.manifests, ...files.dockerfiles], applied, suggested: once.suggested, left: once.left };
    }
  }
};

type Files = { readonly manifests: readonly SourceFile[]; readonly dockerfiles: readonly SourceFile[] };
type Once = { readonly files: Files; readonly applied: number; readonly suggested: number; readonly left: number };

const fixOnce = ({ manifests, dockerfiles }: Files, { policy, now }: FixInput): Once => {
  const evidence: Evidence[] = [
    ...(manifests.length > 0 ? [manifestEvidence(manifests)] : []),
    ...dockerfiles.map((file) => dockerfileEvidence(file)),
  ];
  const { findings } = evaluate({ evidence, missing: [], policy, waivers: [], advisories: [], environment: null, now });
  const open = findings.filter(({ patch, waiver }) => patch !== null && waiver === null);
  const safe = open.filter(({ patch }) => patch?.safe === true);
  const { bundle } = parseChange(evidence).change;
  const fixedManifests = manifests.map((file) => fixManifest(file, safe, bundle));
  const fixedDockerfiles = dockerfiles.map((file) => fixText(file, safe));
  const all = [...fixedManifests, ...fixedDockerfiles];
  const applied = all.reduce((sum, each) => sum + each.applied, 0);
  return {
    files: { manifests: fixedManifests.map(({ file }) => file), dockerfiles: fixedDockerfiles.map(({ file }) => file) },
    applied,
    suggested: open.length - safe.length,
    left: safe.length - applied,
  };
};

type FixedFile = { readonly file: SourceFile; readonly applied: number };

const fixManifest = (file: SourceFile, findings: readonly JudgedFinding[], bundle: Bundle | null): FixedFile => {
  const starts = lineStarts(file.text);
  const patches: ObjectPatch[] = [];
  const seen = new Set<string>();
  for (const { patch, location, object } of findings) {
    if (patch?.kind !== 'json' || location.kind !== 'source' || location.file !== file.name) continue;
    const target = objectAt(bundle, file.name, object, location.line);
    if (target === undefined) continue;
    const root = target.locate('');
    const offset = (starts[root.line - 1] ?? 0) + root.column - 1;
    // Two rules may ask for the same change; doing it twice would add a member twice.
    const key = `${offset} ${JSON.stringify(patch.operations)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    patches.push({ offset, operations: patch.operations });
  }
  const { text, outcomes } = applyPatches(file.text, patches);
  return { file: { ...file, text }, applied: outcomes.filter(({ kind }) => kind === 'applied').length };
};

/** Objects of one name may stand in a file twice: the last that begins at or before the finding is the one it is about. */
const objectAt = (bundle: Bundle | null, file: string, id: string | undefined, line: number): ManifestObject | undefined =>
  bundle?.objects.filter((object) => object.file === file && object.id === id && object.locate('').line <= line).at(-1);

const fixText = (file: SourceFile, findings: readonly JudgedFinding[]): FixedFile => {
  let applied = 0;
  const edits: TextEdit[] = [];
  for (const { patch } of findings) {
    if (patch?.kind !== 'text' || patch.file !== file.name) continue;
    // What overlaps an earlier edit waits for the next round.
    if (patch.edits.some((edit) => edits.some((other) => edit.start < other.end && other.start < edit.end))) continue;
    if (patch.edits.some((edit) => edits.some((other) => edit.start === other.start && edit.end === other.end))) continue;
    edits.push(...patch.edits);
    applied += 1;
  }
  const text = edits
    .sort((a, b) => b.start - a.start)
    .reduce((current, edit) => current.slice(0, edit.start) + edit.text + current.slice(edit.end), file.text);
  return { file: { ...file, text }, applied };
};

const lineStarts = (text: string): readonly number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};
