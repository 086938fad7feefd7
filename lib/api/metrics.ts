/** Counts of one process, in the text format of Prometheus 0.0.4. Labels are route patterns and never what a caller sent, so that their number is bounded. */
export type Metrics = {
  observe(request: { readonly method: string; readonly route: string; readonly status: number; readonly seconds: number }): void;
  render(): string;
};

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Series = { readonly labels: string; count: number; sum: number; readonly buckets: number[] };

export const createMetrics = (): Metrics => {
  const requests = new Map<string, number>();
  const durations = new Map<string, Series>();
  return {
    observe: ({ method, route, status, seconds }) => {
      const labels = `method="${method}",route="${route}"`;
      const counted = `${labels},status="${status}"`;
      requests.set(counted, (requests.get(counted) ?? 0) + 1);
      const series = durations.get(labels) ?? { labels, count: 0, sum: 0, buckets: bounds.map(() => 0) };
      series.count += 1;
      series.sum += seconds;
      bounds.forEach((bound, index) => {
        if (seconds <= bound) series.buckets[index] = (series.buckets[index] ?? 0) + 1;
      });
      durations.set(labels, series);
    },
    render: () => [...renderRequests(requests), ...renderDurations(durations), ''].join('\n'),
  };
};

const renderRequests = (requests: ReadonlyMap<string, number>): string[] => [
  '# HELP plimsoll_http_requests_total Requests answered.',
  '# TYPE plimsoll_http_requests_total counter',
  ...[...requests].map(([labels, count]) => `plimsoll_http_requests_total{${labels}} ${count}`),
];

const renderDurations = (durations: ReadonlyMap<string, Series>): string[] => [
  '# HELP plimsoll_http_request_duration_seconds Time to answer.',
  '# TYPE plimsoll_http_request_duration_seconds histogram',
  ...[...durations.values()].flatMap(({ labels, count, sum, buckets }) => [
    ...buckets.map((value, index) => `plimsoll_http_request_duration_seconds_bucket{${labels},le="${bounds[index]}"} ${value}`),
    `plimsoll_http_request_duration_seconds_bucket{${labels},le="+Inf"} ${count}`,
    `plimsoll_http_request_duration_seconds_sum{${labels}} ${sum}`,
    `plimsoll_http_request_duration_seconds_count{${labels}} ${count}`,
  ]),
];
