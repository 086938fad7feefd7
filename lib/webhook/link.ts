import { type JsonObject, stringAt } from '../model/json.ts';

const places = [
  ['verdictId', '/v1/verdicts/'],
  ['scanId', '/v1/scans/'],
  ['replayId', '/v1/replays/'],
] as const;

/** Where all of what an event is about can be read, with a key. `publicUrl` has no slash at its end; without it nobody knows where. */
export const linkOf = (publicUrl: string | undefined, data: JsonObject): string | undefined => {
  if (publicUrl === undefined) return undefined;
  for (const [member, path] of places) {
    const id = stringAt(data, member);
    if (id !== undefined) return `${publicUrl}${path}${encodeURIComponent(id)}`;
  }
  return undefined;
};
