/** Whether an attribute holds. `unknown`: it asks for what nobody supplied. */
export type Answer = { readonly kind: 'yes' | 'no' } | { readonly kind: 'unknown'; readonly reason: string };

export const yes: Answer = { kind: 'yes' };
export const no: Answer = { kind: 'no' };
export const answer = (holds: boolean): Answer => (holds ? yes : no);

/** What is unknown matters only where nothing else has decided. */
const decide = <T>(decisive: 'yes' | 'no', questions: readonly T[], ask: (question: T) => Answer): Answer => {
  let unknown: Answer | undefined;
  for (const question of questions) {
    const given = ask(question);
    if (given.kind === decisive) return given;
    if (given.kind === 'unknown') unknown ??= given;
  }
  return unknown ?? (decisive === 'yes' ? no : yes);
};

export const every = <T>(questions: readonly T[], ask: (question: T) => Answer): Answer => decide('no', questions, ask);
export const some = <T>(questions: readonly T[], ask: (question: T) => Answer): Answer => decide('yes', questions, ask);

export const opposite = (given: Answer): Answer => {
  switch (given.kind) {
    case 'yes':
      return no;
    case 'no':
      return yes;
    case 'unknown':
      return given;
  }
};
