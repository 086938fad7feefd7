import type { AdvisoryMatches } from '../model/evidence.ts';
import type { UnheardVex } from '../model/unmatched-vex.ts';
import { isTrustedSigner } from '../policy/attached.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';

/** What documents that the policy would hear say without effect, so that whoever attached one learns why nothing came of it. */
export const unheardVex = (advisories: readonly AdvisoryMatches[], { attachedVex: trust }: CompiledPolicy): readonly UnheardVex[] =>
  trust === null
    ? []
    : advisories.flatMap(({ subject, unmatchedVex = [] }) =>
        unmatchedVex.flatMap(({ keys, ...said }) => {
          const key = keys.find((each) => isTrustedSigner(each, trust));
          return key === undefined ? [] : [{ subject, ...said, key }];
        }),
      );
