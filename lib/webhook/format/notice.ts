import { isObject, type JsonObject, listAt, numberAt, objectAt, stringAt } from '../../model/json.ts';
import { severities } from '../../model/severity.ts';
import type { WebhookEvent } from '../event.ts';
import { eventTypes } from '../event-type.ts';

export type Tone = 'good' | 'warning' | 'bad' | 'plain';

/** An event in words, for people: a line, a few facts and how bad it is. Plain text; each format escapes it in its own way. */
export type Notice = {
  readonly title: string;
  readonly tone: Tone;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
};

const tones: { readonly [type: string]: Tone | undefined } = {
  'verdict.allowed': 'good',
  'verdict.warned': 'warning',
  'verdict.denied': 'bad',
  'verdict.unknown': 'warning',
  'scan.failed': 'warning',
  'gate.break_glass': 'bad',
  'webhook.disabled': 'warning',
};

const verbs: { readonly [type: string]: string | undefined } = {
  'verdict.allowed': 'may go',
  'verdict.warned': 'may go, with warnings',
  'verdict.denied': 'may not go',
  'verdict.unknown': 'could not be decided',
  'scan.failed': 'could not be scanned',
  'gate.break_glass': 'was let go by hand, in spite of the gate',
  'deployment.recorded': 'runs now',
};

const longestTitle = 140;
const longestFact = 300;
/** As many as a section of Slack shows. */
const mostFacts = 10;

export const noticeOf = ({ type, data }: WebhookEvent): Notice => {
  const what = subjectText(data);
  const verb = verbs[type];
  const title = verb && what ? `${what} ${verb}` : descriptionOf(type);
  return { title: cut(title, longestTitle), tone: tones[type] ?? 'plain', facts: factsOf(data) };
};

const descriptionOf = (type: string): string => {
  const known = Object.entries(eventTypes).find(([name]) => name === type)?.[1] ?? type;
  return known.charAt(0).toUpperCase() + known.slice(1);
};

const cut = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
};

const subjectText = (data: JsonObject): string => {
  const names = listAt(data, 'subjects').flatMap((subject) =>
    typeof subject === 'string' ? [subject] : (stringAt(subject, 'ref') ?? stringAt(subject, 'subject') ?? []),
  );
  const all = numberAt(data, 'subjectCount') ?? names.length;
  const [first = ''] = names;
  return all > 1 && first ? `${first} and ${all - 1} more` : first;
};

const factsOf = (data: JsonObject): Notice['facts'] =>
  [
    { name: 'Policy', value: stringAt(objectAt(data, 'policy'), 'name') ?? stringAt(data, 'policy') },
    { name: 'Environment', value: stringAt(data, 'environment') },
    { name: 'Findings', value: countText(objectAt(data, 'counts')) },
    { name: 'Service', value: stringAt(data, 'service') },
    { name: 'Judged', value: stringAt(data, 'judged') },
    { name: 'Accepts', value: scopeText(objectAt(data, 'scope')) },
    { name: 'Reason', value: reasonText(data) },
    { name: 'Author', value: stringAt(data, 'author') },
    { name: 'Ticket', value: stringAt(data, 'ticket') },
    { name: 'Until', value: stringAt(data, 'expiresAt') },
    { name: 'Would change', value: changedText(data) },
    { name: 'Replay', value: stringAt(data, 'replayId') },
    { name: 'Webhook', value: stringAt(data, 'webhookId') },
    { name: 'Scan', value: stringAt(data, 'verdictId') === undefined ? stringAt(data, 'scanId') : undefined },
    { name: 'Verdict', value: stringAt(data, 'verdictId') },
  ]
    .flatMap(({ name, value }) => (value ? [{ name, value: cut(value, longestFact) }] : []))
    .slice(0, mostFacts);

const scopeText = (scope: JsonObject): string | undefined => {
  const parts = Object.entries(scope).flatMap(([name, value]) => (typeof value === 'string' ? [`${name} ${value}`] : []));
  return parts.length > 0 ? parts.join(', ') : undefined;
};

const changedText = (data: JsonObject): string | undefined => {
  const changed = numberAt(data, 'changed');
  return changed === undefined ? undefined : `${changed} of ${numberAt(objectAt(data, 'progress'), 'judged') ?? 0}`;
};

const countText = (counts: JsonObject): string | undefined => {
  const parts = [...severities].reverse().flatMap((severity) => {
    const count = numberAt(counts, severity) ?? 0;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  return parts.length > 0 ? parts.join(', ') : undefined;
};

const reasonText = (data: JsonObject): string | undefined => {
  const reason = data['reason'];
  return isObject(reason) ? stringAt(reason, 'message') : stringAt(data, 'reason');
};
