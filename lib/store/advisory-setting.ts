import * as z from 'zod';
import type { Table } from '../ports/table.ts';
import { keys } from './keys.ts';
import { decode } from './record.ts';
import { digestSchema } from './subject.ts';

/** Which database the whole installation uses: `reference` by digest in a registry, `database` the file's own. `planned`: images that it speaks of otherwise are queued. */
const deployedRecord = z.object({
  reference: z.string(),
  database: digestSchema,
  builtAt: z.string(),
  planned: z.boolean(),
  /** The one that all images were judged by before. */
  previous: z.string().nullable(),
});
export type DeployedAdvisories = z.infer<typeof deployedRecord>;
export type HeldAdvisories = { readonly deployed: DeployedAdvisories; readonly version: number };

const key = keys.setting('advisories');

export const readDeployedAdvisories = async (table: Table): Promise<HeldAdvisories | undefined> => {
  const item = await table.get(key);
  return item && { deployed: decode(deployedRecord, item), version: item.version };
};

/** Undefined when another has written meanwhile. */
export const writeDeployedAdvisories = async (
  table: Table,
  held: HeldAdvisories | undefined,
  deployed: DeployedAdvisories,
): Promise<HeldAdvisories | undefined> => {
  const version = (held?.version ?? 0) + 1;
  const when = held ? { version: held.version } : 'absent';
  const written = await table.write([{ kind: 'put', when, item: { ...key, version, body: deployed } }]);
  return written.kind === 'written' ? { deployed, version } : undefined;
};
