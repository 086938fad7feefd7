import type { QueryScope } from '../query/scope.ts';
import { mentionsVariables } from '../variable/mention.ts';
import { substitute } from '../variable/substitute.ts';

/** What the author says, its variables filled in where they can be. `detail`: what was found. */
export const messageText = (message: string, scope: QueryScope, detail: string): string => {
  const said = filledIn(message, scope).trim();
  if (said === '') return detail;
  return detail === '' ? said : `${said} (${detail})`;
};

const filledIn = (message: string, scope: QueryScope): string => {
  if (!mentionsVariables(message)) return message;
  const outcome = substitute(message, scope);
  return outcome.kind === 'value' && typeof outcome.value === 'string' ? outcome.value : message;
};
