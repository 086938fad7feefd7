import { parseTimestamp } from '../../time/timestamp.ts';
import { parseUrl } from './url-value.ts';

/** What is wrong with a text, as the API server words it; none for a text of the format. */
export type Validate = (text: string) => readonly string[];

// Those that look for a subdomain have a pattern of twice the length. Source: the same, MaxRegexSize.
const long = new Set(['dns1123Subdomain', 'dns1123SubdomainPrefix', 'qualifiedName']);
export const patternLength = (name: string): number => (long.has(name) ? 60 : 30);

const said = (pattern: string, what: string, examples: readonly string[]): string =>
  `${what} (e.g. ${examples.map((example) => `'${example}'`).join(',  or ')}, regex used for validation is '${pattern}')`;

const matching = (pattern: string, most: number, what: string, examples: readonly string[]): Validate => {
  const form = new RegExp(`^${pattern}$`);
  const shown = said(pattern, what, examples);
  return (text) => [
    ...(text.length > most ? [`must be no more than ${most} characters`] : []),
    ...(text.length <= most && !form.test(text) ? [shown] : []),
  ];
};

const edges = 'must start and end with an alphanumeric character';
const label = matching(
  '[a-z0-9]([-a-z0-9]*[a-z0-9])?',
  63,
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and ${edges}`,
  ['my-name', '123-abc'],
);
const subdomain = matching(
  '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*',
  253,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and ${edges}`,
  ['example.com'],
);
const oldLabel = matching(
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  63,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  ['my-name', 'abc-123'],
);
const nameForm = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const nameExamples = ['MyName', 'my.name', '123-abc'];
const nameLetters = `must consist of alphanumeric characters, '-', '_' or '.', and ${edges}`;
const labelKey = said(nameForm, `a valid label key ${nameLetters}`, nameExamples);
const namePart = matching(nameForm, 63, `name part ${nameLetters}`, nameExamples);
const labelValue = matching(
  '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
  63,
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and ${edges}`,
  ['MyValue', 'my_value', '12345'],
);

const qualifiedName: Validate = (text) => {
  const [first = '', second, ...rest] = text.split('/');
  if (rest.length > 0) return [`${labelKey} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  if (second === undefined) return nameProblems(first);
  const prefix = first === '' ? ['prefix part must be non-empty'] : subdomain(first).map((problem) => `prefix part ${problem}`);
  return [...prefix, ...nameProblems(second)];
};

const nameProblems: Validate = (text) => [...(text === '' ? ['name part must be non-empty'] : []), ...namePart(text)];

/** The start of a name that the API server completes: a dash at its end will not be the last letter. */
const prefixOf =
  (validate: Validate): Validate =>
  (text) =>
    validate(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -1)}a` : text);

const given =
  (problem: string, is: (text: string) => boolean): Validate =>
  (text) =>
    is(text) ? [] : [problem];

const isBase64 = (text: string): boolean => text !== '' && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** Source: kubernetes apiserver, pkg/cel/library/format.go, ConstantFormats; apimachinery pkg/util/validation. */
export const formats: ReadonlyMap<string, Validate> = new Map([
  ['dns1123Label', label],
  ['dns1123Subdomain', subdomain],
  ['dns1035Label', oldLabel],
  ['qualifiedName', qualifiedName],
  ['dns1123LabelPrefix', prefixOf(label)],
  ['dns1123SubdomainPrefix', prefixOf(subdomain)],
  ['dns1035LabelPrefix', prefixOf(oldLabel)],
  ['labelValue', labelValue],
  ['uri', given('invalid URI for request', (text) => parseUrl(text) !== undefined)],
  ['uuid', given('does not match the UUID format', (text) => uuid.test(text))],
  ['byte', given('invalid base64', isBase64)],
  ['date', given('invalid date', (text) => /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined)],
  ['datetime', given('invalid datetime', (text) => parseTimestamp(text.toUpperCase()) !== undefined)],
]);
