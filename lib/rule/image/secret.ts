import { defineRule, problem } from '../rule.ts';
import { allowedBy, allowParams } from '../secret-allowed.ts';
import { configPlace, filePlace } from './place.ts';

export const secret = defineRule({
  id: 'img-secret',
  on: 'image',
  title: 'A secret is in the image',
  severity: 'critical',
  severityReason: 'Whoever can pull the image has it, from every layer: deleting the file later changes nothing.',
  aliases: ['CIS-DI-0010'],
  remediation: 'Change the secret now. Then build without it: RUN --mount=type=secret at build time, a mounted Secret at run time.',
  reference: 'https://docs.docker.com/build/building/secrets/',
  category: 'secrets',
  defaultParams: allowParams,
  *check({ evidence: { content } }, { params }) {
    const isAllowed = allowedBy(params);
    for (const { rule, title, start, place, fingerprint, createdBy } of content.secrets) {
      if (isAllowed({ path: place.kind === 'file' ? place.path : place.pointer, fingerprint, kind: rule })) continue;
      const by = createdBy ? `, made by ${JSON.stringify(createdBy.slice(0, 120))}` : '';
      const message =
        place.kind === 'file'
          ? `${title} (${start}…) in line ${place.line}${place.deleted ? ', deleted in a later layer but still in the image' : ''}${by}.`
          : `${title} (${start}…) in the image's configuration.`;
      yield problem(message, {
        location: place.kind === 'file' ? filePlace(place) : configPlace(place.pointer),
        discriminator: fingerprint,
      });
    }
  },
});
