import { defineRule, problem } from '../rule.ts';
import { filePlace, visibleFacts } from './place.ts';

export const extraRoot = defineRule({
  id: 'img-extra-root',
  on: 'image',
  title: 'An account beside root has the number 0',
  severity: 'high',
  severityReason: 'It is root under a name that nobody looks for.',
  aliases: [],
  remediation: 'Give the account a number of its own, or remove it.',
  reference: 'https://man7.org/linux/man-pages/man5/passwd.5.html',
  category: 'image',
  *check({ evidence: { content } }) {
    for (const fact of visibleFacts(content, 'extra-root'))
      yield problem(`${fact.detail} has uid 0.`, { location: filePlace(fact), discriminator: fact.detail ?? '' });
  },
});

export const duplicateIds = defineRule({
  id: 'img-duplicate-ids',
  on: 'image',
  title: 'Two accounts share a number',
  severity: 'low',
  severityReason: "They can read and change each other's files, whatever their names suggest.",
  aliases: ['DKL-LI-0002'],
  remediation: 'Give each account a number of its own.',
  reference: 'https://man7.org/linux/man-pages/man5/passwd.5.html',
  category: 'image',
  *check({ evidence: { content } }) {
    const names = new Map<number, string[]>();
    for (const { uid, name } of content.accounts) names.set(uid, [...(names.get(uid) ?? []), name]);
    for (const [uid, all] of names) {
      // More than one root is a finding of its own.
      if (all.length > 1 && uid !== 0) yield problem(`${all.join(' and ')} have uid ${uid}.`, { discriminator: String(uid) });
    }
  },
});
