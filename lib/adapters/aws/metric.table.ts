/** `of`: the field that holds the value; without one each line counts as one. */
type Metric = { readonly name: string; readonly unit: 'Count' | 'Milliseconds'; readonly of?: string };
type Row = { readonly metrics: readonly Metric[]; readonly by?: string };

/** What is measured, by the message of the line. `by` has few values: each makes a metric of its own, which costs. */
export const metricTable: { readonly [message: string]: Row } = {
  'scan ended': {
    by: 'state',
    metrics: [
      { name: 'ScansEnded', unit: 'Count' },
      { name: 'ScanMs', unit: 'Milliseconds', of: 'ms' },
    ],
  },
  'registry event taken': { by: 'kind', metrics: [{ name: 'RegistryEvents', unit: 'Count' }] },
  'registry reconciled': {
    metrics: [
      { name: 'ImagesListed', unit: 'Count', of: 'listed' },
      { name: 'LostEventsFound', unit: 'Count', of: 'started' },
    ],
  },
  'registry not reconciled': { metrics: [{ name: 'ReconcilerFailures', unit: 'Count' }] },
  'registry findings not read': { by: 'code', metrics: [{ name: 'RegistryFindingsFailures', unit: 'Count' }] },
  'images judged again': { metrics: [{ name: 'VerdictsChanged', unit: 'Count', of: 'changed' }] },
  'webhook attempted': {
    by: 'outcome',
    metrics: [
      { name: 'WebhookAttempts', unit: 'Count' },
      { name: 'WebhookMs', unit: 'Milliseconds', of: 'durationMs' },
    ],
  },
  'dead letter': { metrics: [{ name: 'DeadLetters', unit: 'Count' }] },
  'dead letter unreadable': { metrics: [{ name: 'DeadLetters', unit: 'Count' }] },
  'worker job failed': { metrics: [{ name: 'JobFailures', unit: 'Count' }] },
  'advisories not fetched': { metrics: [{ name: 'AdvisoryFailures', unit: 'Count' }] },
  'audit sealed': { metrics: [{ name: 'AuditSeals', unit: 'Count' }] },
};
