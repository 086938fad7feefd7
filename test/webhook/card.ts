import { createRequire } from 'node:module';
import type * as Cards from 'adaptivecards';

// Its other entry is written for bundlers and leaves out the endings of its files, which Node does not.
const cards: typeof Cards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

/** What the library of Adaptive Cards, which Microsoft's clients use too, has to say against a card of version 1.4. */
export const cardProblems = (card: unknown): readonly string[] => {
  const context = new cards.SerializationContext(cards.Versions.v1_4);
  const parsed = new cards.AdaptiveCard();
  parsed.parse(card, context);
  const read = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...read, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
};
