/** What to do when there is no verdict to give: the policy says it for each case, nothing becomes `allow` by default. */
export type Action = 'allow' | 'warn' | 'deny' | 'unknown';
export type Actions = {
  readonly unknown: Action;
  readonly stale: Action;
  readonly error: Action;
  readonly unsupported: Action;
  readonly notEvaluated: Action;
  /** Whether an image has the signatures that the policy asks for could not be seen. */
  readonly signatureUnread: Action;
};
