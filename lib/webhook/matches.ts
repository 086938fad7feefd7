import { compileGlob } from '../model/glob.ts';
import { type JsonObject, listAt, objectAt, stringAt } from '../model/json.ts';
import type { WebhookEvent } from './event.ts';
import { matchesType } from './event-type.ts';
import type { WebhookRecord } from './record.ts';

/** Whether an endpoint subscribes to an event. */
export const wantsEvent = ({ events, filter }: Pick<WebhookRecord, 'events' | 'filter'>, { type, data }: WebhookEvent): boolean =>
  events.some((pattern) => matchesType(pattern, type)) &&
  passes(filter.repositories, repositoriesOf(data)) &&
  passes(filter.policies, named(stringAt(objectAt(data, 'policy'), 'name'))) &&
  passes(filter.environments, named(stringAt(data, 'environment')));

// An event that is about none of these (a policy change has no repository) is delivered: a filter narrows, it must not silence.
const passes = (globs: readonly string[] | undefined, values: readonly string[]): boolean =>
  globs === undefined || values.length === 0 || globs.some((glob) => values.some((value) => compileGlob(glob).matches(value)));

const named = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

const repositoriesOf = (data: JsonObject): readonly string[] =>
  listAt(data, 'subjects').flatMap((subject) => named(stringAt(subject, 'repository')));
