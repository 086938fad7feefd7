import { defineRule, problem } from '../rule.ts';
import { factsOf, filePlace } from './place.ts';

const kinds = ['private-key', 'credential-file', 'env-file', 'history-file', 'vcs-folder'] as const;
const words: { readonly [kind in (typeof kinds)[number]]: string } = {
  'private-key': 'is named like a private key',
  'credential-file': 'is where a tool keeps credentials',
  'env-file': 'holds settings, often secret ones',
  'history-file': 'holds commands that somebody typed',
  'vcs-folder': 'holds the whole history of the source',
};

export const credentialFile = defineRule({
  id: 'img-unneeded-files',
  on: 'image',
  title: 'A file that does not belong into an image',
  severity: 'medium',
  severityReason: 'Such files mostly get in by a COPY of everything, and some hold what opens other systems.',
  aliases: ['DKL-LI-0003', 'CIS-DI-0010'],
  remediation: 'Name the file in .dockerignore, or copy only what the application needs. A file of an earlier layer stays in the image.',
  reference: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  category: 'secrets',
  *check({ evidence: { content } }) {
    for (const kind of kinds) {
      for (const fact of factsOf(content, kind)) {
        if (isHarmless(fact.path)) continue;
        const deleted = fact.deleted ? '; a later layer deletes it, but it is still in the image' : '';
        yield problem(`${fact.path} ${words[kind]}${deleted}.`, { location: filePlace(fact), discriminator: kind });
      }
    }
  },
});

// Packages install templates of such files, and caches of their own.
const isHarmless = (path: string): boolean => /(^|\/)node_modules\/|^usr\/(share|lib)\//.test(path);
