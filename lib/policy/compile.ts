import { identityFingerprint } from '../image/attached/identity.ts';
import { fingerprintOf, publicKey } from '../image/attached/trust.ts';
import { plainSignature, type SignatureAsk } from '../image/signature/ask.ts';
import { type Digest, digestOf } from '../model/digest.ts';
import { compileGlob } from '../model/glob.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';
import { type Mode, modes } from '../model/verdict.ts';
import { aliasKey, findRules } from '../rule/find.ts';
import { signatureRule } from '../rule/image/signature.ts';
import type { Rule } from '../rule/rule.ts';
import type { RuleSetting } from '../rule/setting.ts';
import type { Actions } from './action.ts';
import type { CompiledPolicy, Threshold } from './compiled.ts';
import { compileCondition } from './condition.ts';
import type { PolicyDocument } from './document.ts';
import { isForeignId } from './foreign/id.ts';
import type { CompileForeign } from './foreign/policy.ts';
import { foreignSettings, isForeign } from './foreign/setting.ts';
import { packs } from './packs.data.ts';
import type { RegistryFindings } from './registry-findings.ts';

/** What holds where a document says nothing. `notEvaluated` stops nothing: manifests judged alone leave questions about their images open, and the verdict lists them. */
const defaultActions: Actions = {
  unknown: 'unknown',
  stale: 'warn',
  error: 'unknown',
  unsupported: 'unknown',
  notEvaluated: 'allow',
  signatureUnread: 'unknown',
};
const defaultThreshold: Threshold = { deny: 'high', warn: 'medium', fixableOnly: false, newOnly: false };

const compiled = new Map<Digest, CompiledPolicy>();
/** Bounds the memory of a process that judges by many tenants' policies; the oldest goes first. Ten rules of other engines, or 4 KiB of their text, weigh as much as one policy of ours. */
const mostCompiled = 1_000;
const perWeight = 10;
// Compiled, a text takes up to 170 times its size.
const charactersPerWeight = 4_096;
let weight = 0;
const weights = new WeakMap<CompiledPolicy, number>();

/** A policy that this process has compiled before, so that its document need not be read again. */
export const compiledPolicy = (digest: Digest): CompiledPolicy | undefined => compiled.get(digest);

/** Compiled once per digest of the document. `engine`: needed by a document with `admissionPolicies`; `preparePolicy` loads it. */
export const compilePolicy = (document: PolicyDocument, engine?: CompileForeign): CompiledPolicy => {
  const digest = digestOf(document);
  const known = compiled.get(digest);
  if (known) return known;
  const policy = compile(document, digest, engine);
  const own = weightOf(policy, document);
  weights.set(policy, own);
  weight += own;
  for (const [oldest, other] of compiled) {
    if (weight <= mostCompiled) break;
    compiled.delete(oldest);
    weight -= weights.get(other) ?? 0;
  }
  compiled.set(digest, policy);
  return policy;
};

const weightOf = ({ foreign }: CompiledPolicy, { spec: { admissionPolicies } }: PolicyDocument): number =>
  1 + foreign.size / perWeight + (admissionPolicies ? JSON.stringify(admissionPolicies).length / charactersPerWeight : 0);

const compile = ({ metadata, spec }: PolicyDocument, digest: Digest, engine: CompileForeign | undefined): CompiledPolicy => {
  const mode = spec.mode ?? 'enforce';
  const foreign = foreignSettings(spec.admissionPolicies ?? [], mode, engine);
  const byId = new Map(foreign.map(({ rule }) => [aliasKey(rule.id), rule]));
  return {
    name: metadata.name,
    digest,
    rules: settingsOf(spec, mode, foreign, byId),
    foreign: byId,
    effects: effectsOf(spec, byId),
    conditions: (spec.vulnerabilities ?? []).map(compileCondition),
    thresholds: {
      misconfiguration: thresholdOf(spec.thresholds?.misconfiguration),
      vulnerability: thresholdOf(spec.thresholds?.vulnerability),
    },
    registryFindings: registryFindingsOf(spec.registryFindings),
    attachedSboms: trustOf(spec.attachedSboms),
    attachedVex: vexTrustOf(spec.attachedVex),
    imageSignatures: (spec.imageSignatures ?? []).map(askOf),
    baseline: baselineOf(spec),
    honoursVex: spec.vex !== 'ignore',
    honoursLinked: spec.linked !== 'ignore',
    unknownSeverityAs: spec.unknownSeverityAs ?? 'medium',
    mode,
    actions: actionsOf(spec.actions),
    waivers: { annotations: spec.waivers?.annotations ?? true, comments: spec.waivers?.comments ?? true },
    maxEvidenceAgeSeconds: secondsOf(spec.freshness?.evidence),
    maxAdvisoryAgeSeconds: secondsOf(spec.freshness?.advisories),
  };
};

/** Only a policy that asks what is new is measured against anything. */
const baselineOf = ({ baseline, thresholds, vulnerabilities = [] }: PolicyDocument['spec']): string | null => {
  const asks = thresholds?.vulnerability?.newOnly === true || vulnerabilities.some((one) => one.new !== undefined);
  return asks ? (baseline ?? 'previous') : null;
};

type ForeignRules = CompiledPolicy['foreign'];

/** Rules of other engines have no aliases and no packs; a pattern such as `kyverno/**` names several of them. */
export const rulesNamed = (name: string, foreign: ForeignRules): readonly Rule[] => {
  const own = foreign.get(aliasKey(name));
  if (own) return [own];
  if (!isForeignId(name) || !name.includes('*')) return findRules(name);
  const glob = compileGlob(aliasKey(name));
  return [...foreign].flatMap(([key, rule]) => (glob.matches(key) ? [rule] : []));
};

/** What another engine's policy finds denies as it does there, whatever it weighs; the mode of its rule says what of that is left. */
const effectsOf = (spec: PolicyDocument['spec'], foreign: ForeignRules): CompiledPolicy['effects'] =>
  new Map([
    ...[...foreign.values()].map(({ id }) => [id, 'deny'] as const),
    ...(spec.rules ?? []).flatMap(({ rule, effect }) => (effect ? rulesNamed(rule, foreign).map(({ id }) => [id, effect] as const) : [])),
  ]);

/** Packs first, then other engines' policies, then the document's own rules, which override member by member. */
const settingsOf = (
  spec: PolicyDocument['spec'],
  mode: Mode,
  ofForeign: readonly RuleSetting[],
  foreign: ForeignRules,
): readonly RuleSetting[] => {
  const settings = new Map<Rule, RuleSetting>();
  for (const { pack, mode: packMode = mode } of spec.packs ?? []) {
    for (const setting of packRules(pack)) {
      if (packMode === 'off') settings.delete(setting.rule);
      else settings.set(setting.rule, stricterOf(settings.get(setting.rule), { ...setting, mode: packMode, params: {} }));
    }
  }
  // Whoever names signers means them: a rule that nobody has switched on would let everything through.
  if (spec.imageSignatures) {
    for (const rule of findRules(signatureRule)) settings.set(rule, settings.get(rule) ?? { rule, severity: null, mode, params: {} });
  }
  for (const setting of ofForeign) settings.set(setting.rule, setting);
  for (const { rule: name, mode: ruleMode, severity, params, effect } of spec.rules ?? []) {
    for (const rule of rulesNamed(name, foreign)) {
      const before = settings.get(rule) ?? { rule, severity: null, mode, params: {} };
      const over = { severity: severity ?? before.severity, params: { ...before.params, ...ownParams(rule, params) } };
      const isLeft = before.followsStatements && ruleMode === undefined && effect === undefined;
      if (ruleMode === 'off') settings.delete(rule);
      // Whoever gives an audited rule of another engine an effect wants it to have one.
      else
        settings.set(rule, {
          rule,
          ...over,
          mode: ruleMode ?? (effect && isForeign(rule) ? mode : before.mode),
          ...(isLeft && { followsStatements: true }),
        });
    }
  }
  return [...settings.values()];
};

/** Adding a pack never takes anything away from another, whatever their order. */
const stricterOf = (a: RuleSetting | undefined, b: RuleSetting): RuleSetting => {
  if (!a) return b;
  const weigh = ({ rule, severity }: RuleSetting): Severity => severity ?? rule.severity;
  const { severity } = compareSeverity(weigh(a), weigh(b)) >= 0 ? a : b;
  return { ...b, severity, mode: modes.indexOf(a.mode) <= modes.indexOf(b.mode) ? a.mode : b.mode };
};

const packRules = (name: string): readonly { readonly rule: Rule; readonly severity: Severity | null }[] =>
  (packs.find((pack) => pack.name === name)?.rules ?? []).flatMap((entry) => {
    const { rule, severity } = typeof entry === 'string' ? { rule: entry, severity: null } : entry;
    return findRules(rule).map((found) => ({ rule: found, severity }));
  });

/** An alias may name several rules; each takes the parameters that it knows. */
const ownParams = (rule: Rule, params: RuleSetting['params'] = {}): RuleSetting['params'] =>
  Object.fromEntries(
    Object.entries(params).filter(([name]) => rule.defaultParams !== undefined && Object.hasOwn(rule.defaultParams, name)),
  );

type ThresholdDocument = {
  readonly deny?: Severity | 'never' | undefined;
  readonly warn?: Severity | 'never' | undefined;
  readonly fixableOnly?: boolean | undefined;
  readonly newOnly?: boolean | undefined;
};

const thresholdOf = (written: ThresholdDocument = {}): Threshold => ({
  deny: written.deny === 'never' ? null : (written.deny ?? defaultThreshold.deny),
  warn: written.warn === 'never' ? null : (written.warn ?? defaultThreshold.warn),
  fixableOnly: written.fixableOnly ?? defaultThreshold.fixableOnly,
  newOnly: written.newOnly ?? defaultThreshold.newOnly,
});

const registryWaitSeconds = 300;

/** Who decides is waited for, and cannot be done without; who only adds is taken as it is. */
const registryFindingsOf = (written: PolicyDocument['spec']['registryFindings'] = {}): RegistryFindings => {
  const { decides = 'either', missing, wait } = written;
  const isNeeded = decides === 'registry' || decides === 'both';
  return {
    decides,
    missing: missing ?? (isNeeded ? 'unknown' : null),
    waitSeconds: wait === undefined && isNeeded ? registryWaitSeconds : (secondsOf(wait) ?? 0),
  };
};

const trustOf = (written: PolicyDocument['spec']['attachedSboms']): CompiledPolicy['attachedSboms'] => {
  const { keys = [], identities = [], unsigned = false } = written ?? {};
  return keys.length + identities.length > 0 || unsigned ? { keys, identities, unsigned } : null;
};

const vexTrustOf = (written: PolicyDocument['spec']['attachedVex']): CompiledPolicy['attachedVex'] => {
  const trust = trustOf(written);
  if (!trust) return null;
  const keys = trust.keys.flatMap((pem) => publicKey(pem) ?? []).map(fingerprintOf);
  return { ...trust, fingerprints: new Set([...keys, ...trust.identities.map(identityFingerprint)]) };
};

const askOf = (written: NonNullable<PolicyDocument['spec']['imageSignatures']>[number]): SignatureAsk => ({
  repositories: written.repositories ?? null,
  keys: written.keys ?? [],
  identities: written.identities ?? [],
  atLeast: written.atLeast ?? 1,
  require: (written.require ?? [{ type: plainSignature }]).map(({ type, builder = null, annotations = {} }) => ({
    type,
    builder,
    annotations,
  })),
});

const actionsOf = (written: PolicyDocument['spec']['actions'] = {}): Actions => ({
  unknown: written.unknown ?? defaultActions.unknown,
  stale: written.stale ?? defaultActions.stale,
  error: written.error ?? defaultActions.error,
  unsupported: written.unsupported ?? defaultActions.unsupported,
  notEvaluated: written.notEvaluated ?? defaultActions.notEvaluated,
  signatureUnread: written.signatureUnread ?? defaultActions.signatureUnread,
});

const unitSeconds: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `7d` and the like, already checked by the schema; `never` and nothing are null. */
const secondsOf = (written: string | undefined): number | null =>
  written === undefined || written === 'never' ? null : Number(written.slice(0, -1)) * (unitSeconds[written.slice(-1)] ?? 1);
