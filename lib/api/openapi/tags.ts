/** What the parts of the API are about. */
export const tagDescriptions: { readonly [tag: string]: string | undefined } = {
  admission: 'What a cluster asks before it lets an object in',
  audit: 'Who changed what, in a chain of hashes',
  deployments: 'What runs in each environment, as pipelines tell it',
  gate: 'One answer for a whole change, from stored verdicts',
  images: 'What was seen in images, and which of them have a package',
  keys: 'API keys with scopes, ends, quotas and networks',
  policies: 'Versions of policies, which of them judge, and which judges what',
  replays: 'What a version of a policy would have done to what was judged',
  scans: 'A change that is taken in, inspected and judged',
  service: 'Probes and descriptions that need no key',
  verdicts: 'Answers as they were given, in every form, explained and compared',
  waivers: 'Findings that are accepted, by whom, why and until when',
  webhooks: 'Who is told what, and how it went',
};
