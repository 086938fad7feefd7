import { createRequire } from 'node:module';
import { beforeAll, expect, it } from 'vitest';
import { type Json, objectAt } from '../../lib/model/json.ts';
import { packagedTemplate, resourcesOf } from '../aws/template/template.ts';
import { changed, fixture } from '../functions/fixture.ts';

// It is a dependency of infra/ and not of the product.
const events = () => createRequire(`${process.cwd()}/infra/package.json`)('@aws-sdk/client-eventbridge');

let patterns: readonly string[] = [];
beforeAll(() => {
  const rules = resourcesOf(packagedTemplate('prod'), 'AWS::Events::Rule');
  patterns = rules.flatMap(({ properties }) => {
    const pattern = objectAt(properties, 'EventPattern');
    return Object.keys(pattern).length > 0 ? [JSON.stringify(pattern)] : [];
  });
});

/** How many of the deployed rules would bring the event. */
const matching = async (event: Json): Promise<number> => {
  const { EventBridgeClient, TestEventPatternCommand } = events();
  const client = new EventBridgeClient({});
  let count = 0;
  for (const EventPattern of patterns) {
    const { Result } = await client.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }));
    if (Result) count += 1;
  }
  client.destroy();
  return count;
};

const push = fixture('ecr-image-action');
it.each<[string, Json, number]>([
  ['a push', push, 1],
  ['a push without a tag', changed(push, ['detail', 'image-tag']), 1],
  ['a replication', fixture('ecr-replication'), 1],
  ['a pull through a cache', fixture('ecr-pull-through'), 1],
  ['the end of a basic scan', fixture('ecr-image-scan'), 1],
  ['the end of an enhanced scan', fixture('inspector2-scan'), 1],
  ['a finding in an image', fixture('inspector2-finding'), 1],
  ['a push that failed', changed(push, ['detail', 'result'], 'FAILURE'), 0],
  ['a deletion', changed(push, ['detail', 'action-type'], 'DELETE'), 0],
  ['a cache that could not be filled', changed(fixture('ecr-pull-through'), ['detail', 'sync-status'], 'FAILED'), 0],
  ['a finding in a machine', changed(fixture('inspector2-finding'), ['resources'], ['i-0123456789']), 0],
  ['an event of somebody else', changed(push, ['source'], 'mine'), 0],
])('%s is brought by as many rules as it should', async (_title, event, rules) => {
  expect(patterns).toHaveLength(4);
  expect(await matching(event)).toBe(rules);
});
