/** A message says what to do and nothing else: state lives in the table. `tenant` is there for fair shares. */
export type Job =
  | { readonly kind: 'scan'; readonly tenant: string; readonly scanId: string }
  | { readonly kind: 'deliver'; readonly tenant: string; readonly deliveryId: string }
  | { readonly kind: 'rejudge'; readonly tenant: string; readonly batchId: string }
  | { readonly kind: 'replay'; readonly tenant: string; readonly replayId: string };

/** At-least-once, unordered. `delaySeconds` 0 to 900. Source: SQS, DelaySeconds. Throws AppError `invalid-request`, `unavailable`. */
export type JobQueue = {
  send(job: Job, delaySeconds?: number): Promise<void>;
};

/** `receiveCount` counts deliveries, this one included. */
export type ReceivedJob = { readonly job: Job; readonly receipt: string; readonly receiveCount: number };

/**
 * The taking side, for a home that has a worker loop of its own. A job received `maxReceives` times without `done` goes to the dead letters.
 * A receipt is valid until the job is received again; with an older one `done` and `postpone` do nothing and give false.
 */
export type JobReceiver = {
  receive(options: { readonly max: number; readonly leaseSeconds: number }): Promise<readonly ReceivedJob[]>;
  done(receipt: string): Promise<boolean>;
  /** Nobody receives the job for `seconds` from now: 0 gives it back, and asking again and again holds it. Source: SQS, ChangeMessageVisibility. */
  postpone(receipt: string, seconds: number): Promise<boolean>;
  deadLetters(options: { readonly max: number; readonly leaseSeconds: number }): Promise<readonly ReceivedJob[]>;
};
