/** Why a source is no expression. `offset`: UTF-16 units from its start. */
export type Invalid = { readonly kind: 'invalid'; readonly message: string; readonly offset: number };

export const invalid = (message: string, offset: number): never => {
  throw { kind: 'invalid', message, offset } satisfies Invalid;
};

/** What was thrown by `invalid`; anything else is thrown on, since it is a defect. */
export const invalidOf = (thrown: unknown): Invalid => {
  if (isInvalid(thrown)) return thrown;
  throw thrown;
};

const isInvalid = (thrown: unknown): thrown is Invalid =>
  typeof thrown === 'object' && thrown !== null && 'kind' in thrown && thrown.kind === 'invalid';
