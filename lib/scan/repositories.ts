import { claimedRepository } from '../image/sbom/read/handed-in.ts';
import type { Subject } from '../model/subject.ts';

/** What a mapping may choose the policies by. A bill of materials is judged by those of the repository that it says it is of. */
export const repositoriesOf = (subjects: readonly Subject[]): readonly string[] =>
  subjects.flatMap((subject) => (subject.kind === 'image' ? [claimedRepository(subject.repository)] : []));
