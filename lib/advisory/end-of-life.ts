import type { OperatingSystem } from '../model/image.ts';
import { endOfLifeDates } from './end-of-life.data.ts';

/** The last day (`YYYY-MM-DD`) of security updates for a release; null for one that the table does not have. */
export const endOfLife = ({ id, versionId }: Pick<OperatingSystem, 'id' | 'versionId'>): string | null => {
  const releases = endOfLifeDates.get(id);
  const [major = '', minor = ''] = versionId.split('.');
  return releases?.get(`${major}.${minor}`) ?? releases?.get(major) ?? null;
};
