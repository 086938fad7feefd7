import type { DockerfileFile } from '../../../dockerfile/file.ts';
import { type Assignment, assignmentsOf } from '../../../dockerfile/variables.ts';
import { booleanAt, isObject, type JsonObject, listAt } from '../../../model/json.ts';
import type { Statement } from '../../rule.ts';
import { dockerfileRule, instructionsOf, problemAt } from '../define.ts';
import { chainOf, finalStage } from '../runtime/chain.ts';
import { isLicence } from './licence.ts';

// Source: Docker object labels, key format recommendations.
const keyForm = /^[a-z](?:[a-z0-9]|[.-](?![.-]))*[a-z0-9]$|^[a-z]$/;
const reserved = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;

type ValueType = { readonly alias: string; readonly form: { test(text: string): boolean }; readonly what: string };

/** How a value of each type looks, and the alias that asks for it. Sources: RFC 3986, RFC 3339, SPDX 2.3 annex D, git, semver 2.0.0, RFC 5321 in short. */
const types: { readonly [type: string]: ValueType } = {
  url: { alias: 'DL3052', form: /^[a-z][a-z0-9+.-]*:\/\/\S+$/i, what: 'a URL' },
  rfc3339: {
    alias: 'DL3053',
    form: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/,
    what: 'an RFC 3339 time',
  },
  spdx: { alias: 'DL3054', form: { test: isLicence }, what: 'an SPDX expression' },
  hash: { alias: 'DL3055', form: /^(?:[0-9a-f]{7}|[0-9a-f]{40}|[0-9a-f]{64})$/, what: 'a git hash' },
  semver: {
    alias: 'DL3056',
    form: /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/,
    what: 'a semantic version',
  },
  email: { alias: 'DL3058', form: /^[^\s@<>]{1,64}@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/, what: 'an e-mail address' },
};

/** Source: OCI image-spec, predefined annotation keys. `version` is left out: the specification does not ask for semver. */
const ociTypes = {
  'org.opencontainers.image.url': 'url',
  'org.opencontainers.image.source': 'url',
  'org.opencontainers.image.documentation': 'url',
  'org.opencontainers.image.created': 'rfc3339',
  'org.opencontainers.image.licenses': 'spdx',
};

export const labels = dockerfileRule({
  id: 'df-labels',
  title: 'Labels have valid keys and values',
  severity: 'info',
  severityReason: 'Labels tell people and tools where an image is from; a wrong one misleads and harms nothing else.',
  aliases: ['DL3048', 'DL3049', 'DL3050', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  remediation:
    'Correct the key or value. A policy names the labels it wants in `required` and their types in `types`; `strict` refuses all others.',
  reference: 'https://specs.opencontainers.org/image-spec/annotations/',
  defaultParams: { required: [], strict: false, types: ociTypes },
  bad: 'FROM debian:12\nLABEL Bad..Key=x org.opencontainers.image.created="yesterday"\n',
  good: 'FROM debian:12\nLABEL com.acme.team=core org.opencontainers.image.created="2026-11-22T10:00:00Z" org.opencontainers.image.url=$URL org.opencontainers.image.licenses="Apache-2.0 OR MIT"\n',
  *check(file, { params }) {
    const typed = isObject(params['types']) ? params['types'] : {};
    const required = new Set(listAt(params, 'required').filter((name) => typeof name === 'string'));
    const strict = booleanAt(params, 'strict') ?? false;
    for (const instruction of instructionsOf(file, 'LABEL')) {
      for (const label of assignmentsOf(file, instruction)) {
        yield* labelProblems(file, label, typed);
        if (strict && !required.has(label.name) && !Object.hasOwn(typed, label.name)) {
          yield problemAt(file, label, `the label ${label.name} is not one of those that the policy knows`, {
            discriminator: `DL3050 ${label.name}`,
          });
        }
      }
    }
    yield* missing(file, required);
  },
});

function* labelProblems(file: DockerfileFile, label: Assignment, typed: JsonObject): Iterable<Statement> {
  const { name, value } = label;
  const state = (alias: string, message: string): Statement => problemAt(file, label, message, { discriminator: `${alias} ${name}` });
  if (name.includes('$')) return;
  if (!keyForm.test(name) || reserved.test(name))
    yield state('DL3048', `the label key ${name.slice(0, 80)} is not of the recommended form`);
  const text = value ?? '';
  if (text.trim() === '') yield state('DL3051', `the label ${name} is empty`);
  const type = Object.hasOwn(typed, name) ? typed[name] : undefined;
  const wanted = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined;
  if (!wanted || text === '' || text.includes('$') || wanted.form.test(text.slice(0, 2_000))) return;
  yield state(wanted.alias, `the label ${name} is not ${wanted.what}`);
}

function* missing(file: DockerfileFile, required: ReadonlySet<string>): Iterable<Statement> {
  const stage = finalStage(file);
  if (!stage || required.size === 0) return;
  const present = new Set<string>();
  for (const instruction of chainOf(file, stage).flatMap(({ instructions }) => instructions)) {
    if (instruction.keyword === 'LABEL' && !instruction.onBuild) for (const { name } of assignmentsOf(file, instruction)) present.add(name);
  }
  for (const name of required)
    if (!present.has(name)) yield problemAt(file, stage.from, `the label ${name} is missing`, { discriminator: `DL3049 ${name}` });
}
