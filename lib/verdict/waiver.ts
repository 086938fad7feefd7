import { isDigest } from '../model/digest.ts';
import type { AffectedPackage, Finding } from '../model/finding.ts';
import { compileGlob, type Glob } from '../model/glob.ts';
import { purlParts } from '../model/purl.ts';
import type { Subject } from '../model/subject.ts';
import { isExpired, type Waiver, type WaiverScope } from '../model/waiver.ts';
import { aliasKey } from '../rule/find.ts';

/** What is known around a finding when a waiver is asked. `namespace` is that of the object it was found in. */
export type WaiverFacts = {
  readonly subject: Subject | undefined;
  readonly namespace: string | undefined;
  readonly environment: string | null;
  readonly now: number;
};

/** The first waiver that accepts the finding, in the order of ids, so that the answer does not hang on the order of the list. */
export type WaiverBook = { find(finding: Finding, facts: WaiverFacts): Waiver | undefined };

type Entry = { readonly waiver: Waiver; readonly test: ScopeTest; readonly order: number };

/** Entries lie under the rule and the object that they name, so that ten thousand findings with a waiver each do not ask each other's. */
export const waiverBook = (waivers: readonly Waiver[]): WaiverBook => {
  const entries = [...waivers]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((waiver, order): Entry => ({ waiver, test: compileScope(waiver.scope), order }));
  if (entries.length === 0) return { find: () => undefined };
  const shelves = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = shelfOf(entry.waiver.scope);
    const shelf = shelves.get(key);
    if (shelf) shelf.push(entry);
    else shelves.set(key, [entry]);
  }
  return {
    find: (finding, facts) => {
      let first: Entry | undefined;
      for (const shelf of shelvesFor(finding)) {
        const found = shelves.get(shelf)?.find(({ waiver, test: inScope }) => accepts(waiver, inScope, finding, facts));
        if (found && (!first || found.order < first.order)) first = found;
      }
      return first?.waiver;
    },
  };
};

const shelfOf = ({ rule, object }: WaiverScope): string =>
  `${rule === undefined ? '' : aliasKey(rule)}\n${object === undefined || /[*?]/.test(object) ? '' : object}`;

const shelvesFor = ({ rule, aliases, object }: Finding): readonly string[] => {
  const rules = new Set(['', aliasKey(rule), ...aliases.map(aliasKey)]);
  return [...rules].flatMap((key) => (object === undefined ? [`${key}\n`] : [`${key}\n`, `${key}\n${object}`]));
};

/** The one place that decides whether a waiver holds for a finding: verdicts, gates, reports and lists all come here. */
const accepts = (waiver: Waiver, inScope: ScopeTest, finding: Finding, facts: WaiverFacts): boolean =>
  !isExpired(waiver, facts.now) && !isFixed(waiver, finding) && inScope(finding, facts);

/** "Until fixed" ends when a version without the vulnerability is known; other findings end when they are gone. */
const isFixed = ({ untilFixed }: Waiver, finding: Finding): boolean => untilFixed === true && typeof finding.package?.fixedIn === 'string';

type ScopeTest = (finding: Finding, facts: WaiverFacts) => boolean;

/** Every member that is set must match; a scope that names no finding at all accepts none. */
const compileScope = (scope: WaiverScope): ScopeTest => {
  if (scope.rule === undefined && scope.fingerprint === undefined && scope.package === undefined) return () => false;
  const tests = [
    test(scope.rule, ruleTest),
    test(scope.fingerprint, (fingerprint) => (finding) => finding.fingerprint === fingerprint),
    test(scope.package, packageTest),
    test(scope.path, (path) => onText(compileGlob(path), pathOf)),
    scope.lines && linesTest(scope.lines),
    test(
      scope.image,
      (image) =>
        (_, { subject }) =>
          subject?.kind === 'image' && isDigest(image) && subject.digest === image,
    ),
    test(scope.repository, (repository) =>
      onText(compileGlob(repository), (_, { subject }) => (subject?.kind === 'image' ? subject.repository : undefined)),
    ),
    test(scope.namespace, (namespace) => onText(compileGlob(namespace), (_, facts) => facts.namespace)),
    test(scope.environment, (environment) => onText(compileGlob(environment), (_, facts) => facts.environment ?? undefined)),
    test(scope.object, (object) => onText(compileGlob(object), (finding) => finding.object)),
    test(scope.container, (container) => onText(compileGlob(container), (finding) => finding.container)),
  ].filter((one) => one !== undefined);
  return (finding, facts) => tests.every((one) => one(finding, facts));
};

const test = (written: string | undefined, compile: (written: string) => ScopeTest): ScopeTest | undefined =>
  written === undefined ? undefined : compile(written);

const onText =
  (glob: Glob, text: (finding: Finding, facts: WaiverFacts) => string | undefined): ScopeTest =>
  (finding, facts) => {
    const value = text(finding, facts);
    return value !== undefined && glob.matches(value);
  };

const ruleTest = (rule: string): ScopeTest => {
  const wanted = aliasKey(rule);
  return (finding) => aliasKey(finding.rule) === wanted || finding.aliases.some((alias) => aliasKey(alias) === wanted);
};

const linesTest =
  ({ first, last }: NonNullable<WaiverScope['lines']>): ScopeTest =>
  ({ location }) =>
    location.kind === 'source' && location.line >= first && location.line <= last;

/** A purl names a package and, when it has one, its version; so does a bare `name` or `name@version`. */
const packageTest = (written: string): ScopeTest => {
  const wanted = purlParts(written);
  if (!wanted)
    return ({ package: found }) => found !== undefined && (found.name === written || `${found.name}@${found.version}` === written);
  return ({ package: found }) => found !== undefined && isSamePackage(wanted, found);
};

const isSamePackage = (wanted: NonNullable<ReturnType<typeof purlParts>>, { purl, version }: AffectedPackage): boolean => {
  const found = purlParts(purl);
  if (!found || found.type !== wanted.type || found.name !== wanted.name) return false;
  return wanted.version === undefined || wanted.version === (found.version ?? version);
};

const pathOf = ({ location, package: found }: Finding): string | undefined => {
  switch (location.kind) {
    case 'source':
      return location.file;
    case 'layer':
      return location.path;
    case 'config':
      return found?.path;
  }
};
