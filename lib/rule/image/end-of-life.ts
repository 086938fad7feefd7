import type { OperatingSystem } from '../../model/image.ts';
import { defineRule, problem } from '../rule.ts';
import { endOfLife as dates } from './end-of-life.table.ts';

export const endOfLife = defineRule({
  id: 'img-end-of-life',
  on: 'image',
  needs: 'packages',
  title: 'The distribution gets no more security updates',
  severity: 'high',
  severityReason: 'New vulnerabilities are not mended, and mostly not even listed: few findings then mean nothing.',
  aliases: [],
  remediation: 'Build on a release that is still supported.',
  reference: 'https://endoflife.date/',
  category: 'image',
  *check({ evidence: { content, observedAt } }) {
    const until = content.os && lastDay(content.os);
    // At the day's end anywhere on earth; the day itself is still covered.
    if (content.os && until && observedAt.slice(0, 10) > until) yield problem(`${content.os.prettyName} had its last update on ${until}.`);
  },
});

/** `3.10.4` is a release of 3.10, `9.3` of 9. */
const lastDay = ({ id, versionId }: OperatingSystem): string | undefined => {
  const releases = Object.hasOwn(dates, id) ? dates[id] : undefined;
  for (let version = versionId; version !== ''; version = version.slice(0, Math.max(0, version.lastIndexOf('.')))) {
    const until = releases && Object.hasOwn(releases, version) ? releases[version] : undefined;
    if (until) return until;
  }
  return undefined;
};
