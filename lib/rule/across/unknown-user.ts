import { defineRule, problem } from '../rule.ts';
import { effectiveNumber } from './effective.ts';
import { pairsOf } from './pair.ts';

export const unknownUser = defineRule({
  id: 'across-unknown-user',
  on: 'across',
  title: 'runAsUser is a number that the image does not know',
  severity: 'info',
  severityReason: 'Programs that look up their own name or home folder fail; most do not.',
  aliases: [],
  remediation: 'Make the account in the image, or set HOME and check that the application needs no name.',
  reference: 'https://man7.org/linux/man-pages/man5/passwd.5.html',
  category: 'across',
  *check({ change }) {
    for (const { workload, container, content, image } of pairsOf(change)) {
      const uid = effectiveNumber(workload, container, 'runAsUser');
      // Without any account the image is made to run under any number.
      if (uid === undefined || content.accounts.length === 0 || content.accounts.some((account) => account.uid === uid)) continue;
      yield problem(`${image.ref} has no account with number ${uid}.`, {
        object: workload.object,
        container: container.name,
        pointer: container.pointer,
      });
    }
  },
});
