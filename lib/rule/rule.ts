import type { ComposeFile, ComposeService } from '../compose/file.ts';
import type { DockerfileFile } from '../dockerfile/file.ts';
import type { SignatureAsk } from '../image/signature/ask.ts';
import type { Bundle, ContainerView, ManifestObject, Workload } from '../manifest/object.ts';
import type { AdmissionFacts } from '../model/admission.ts';
import type { ImageEvidence, TextSecret } from '../model/evidence.ts';
import type { JsonObject } from '../model/json.ts';
import type { Location } from '../model/location.ts';
import type { Patch } from '../model/patch.ts';
import type { Severity } from '../model/severity.ts';
import type { Mode } from '../model/verdict.ts';

/** Everything of one change that was observed, parsed. Indexes (`subject`) are places in the change's list of subjects. */
export type Change = {
  readonly bundle: Bundle | null;
  /** What the change takes the place of, where that is known: only an admission request of an update tells. */
  readonly previous?: Bundle;
  readonly images: readonly { readonly subject: number; readonly evidence: ImageEvidence }[];
  readonly dockerfiles: readonly { readonly subject: number; readonly file: DockerfileFile }[];
  readonly compose?: readonly { readonly subject: number; readonly file: ComposeFile }[];
  readonly secrets?: readonly { readonly subject: number; readonly secret: TextSecret }[];
  /** The bundle is one object, and what belongs to it is in a cluster that cannot be seen. */
  readonly isAlone?: boolean;
  /** Who asks, and for what, where that is known; else the objects are to be created by nobody who is known. */
  readonly request?: AdmissionFacts;
  /** What the asker tells of the cluster: objects, and whole lists of them. */
  readonly cluster?: readonly JsonObject[];
  /** When it is judged, in milliseconds since the epoch, and where objects go that name no namespace. */
  readonly occasion?: { readonly now: number; readonly namespace: string | null };
};

/** What a rule says: a problem at a place, or that it could not judge. Subject, object, container and place default to the target's. */
export type Statement =
  | {
      readonly kind: 'problem';
      readonly message: string;
      readonly location?: Location;
      /** Relative to the object (manifest rules). Default: the container's, pod's or object's own pointer. */
      readonly pointer?: string;
      readonly subject?: number;
      readonly object?: ManifestObject;
      readonly container?: string;
      readonly severity?: Severity;
      readonly aliases?: readonly string[];
      readonly remediation?: string;
      readonly patch?: Patch | null;
      /** Tells two problems of one rule at one place apart in the fingerprint. */
      readonly discriminator?: string;
      /** What the author of another engine's policy has this very problem do, where it is not what the rule does. */
      readonly mode?: Mode;
    }
  | {
      readonly kind: 'not-evaluated';
      readonly reason: string;
      readonly subject?: number;
      readonly object?: ManifestObject;
      readonly container?: string;
    };

/** Why one object does not tell: what else is looked at. `kinds`: what the rule is about, when it does not say so itself; with `others` what it says of other kinds holds alone. */
export type Surroundings = { readonly why: string; readonly kinds?: readonly string[]; readonly others?: 'asked' };

/**
 * `params` are the rule's own, after the policy's overrides. `change` is everything, for rules that need more than their target. `signatures`: whose the policy
 * asks for; absent: of nobody.
 */
export type RuleContext = { readonly params: JsonObject; readonly change: Change; readonly signatures?: readonly SignatureAsk[] };

/**
 * What is known of a rule beside its check. `aliases` are other tools' ids for the same check; `severityReason` says in one sentence why it weighs what it does;
 * `good` and `bad` are examples that the rule's test and its page in docs/rules run. `defaultParams` also declares which parameters exist and their types.
 * `alone`: whether what it says of one object holds without the rest of the change, as where a cluster asks about that object; see `whyNotAlone`.
 */
export type RuleInfo = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly severityReason: string;
  readonly aliases: readonly string[];
  readonly remediation: string;
  readonly reference: string;
  readonly category: RuleCategory;
  readonly defaultParams?: JsonObject;
  readonly alone?: true | Surroundings;
  readonly bad?: string;
  readonly good?: string;
};

export const ruleCategories = [
  'host',
  'privilege',
  'identity',
  'image',
  'resources',
  'reliability',
  'hygiene',
  'secrets',
  'network',
  'rbac',
  'control-plane',
  'schema',
  'dockerfile',
  'vulnerability',
  'across',
  'compose',
  'namespace',
  'admission',
] as const;
export type RuleCategory = (typeof ruleCategories)[number];

/** One rule, discriminated on what its check is called with. `kinds`: only objects of these kinds. */
export type Rule = RuleInfo &
  (
    | {
        readonly on: 'container';
        readonly roles?: readonly ContainerView['role'][];
        /** Asked once a container for all the rules that share the function: whether the container can be of interest to them. */
        readonly concerns?: (container: ContainerView) => boolean;
        check(target: { workload: Workload; container: ContainerView }, context: RuleContext): Iterable<Statement>;
      }
    | { readonly on: 'workload'; check(target: { workload: Workload }, context: RuleContext): Iterable<Statement> }
    | {
        readonly on: 'object';
        readonly kinds: readonly string[];
        check(target: { object: ManifestObject }, context: RuleContext): Iterable<Statement>;
      }
    | { readonly on: 'bundle'; check(target: { bundle: Bundle }, context: RuleContext): Iterable<Statement> }
    | { readonly on: 'dockerfile'; check(target: { file: DockerfileFile }, context: RuleContext): Iterable<Statement> }
    | { readonly on: 'compose'; check(target: { file: ComposeFile; service: ComposeService }, context: RuleContext): Iterable<Statement> }
    /** `needs`: what a bill of materials tells is enough; others are not asked where only that is known. */
    | {
        readonly on: 'image';
        readonly needs?: 'packages';
        check(target: { evidence: ImageEvidence }, context: RuleContext): Iterable<Statement>;
      }
    | { readonly on: 'across'; check(target: { change: Change }, context: RuleContext): Iterable<Statement> }
  );

/** Keeps the literal types of a rule's definition while checking its shape. */
export const defineRule = (rule: Rule): Rule => rule;

export const problem = (message: string, more: Omit<Statement & { kind: 'problem' }, 'kind' | 'message'> = {}): Statement => ({
  kind: 'problem',
  message,
  ...more,
});

export const notEvaluated = (reason: string, more: Omit<Statement & { kind: 'not-evaluated' }, 'kind' | 'reason'> = {}): Statement => ({
  kind: 'not-evaluated',
  reason,
  ...more,
});
