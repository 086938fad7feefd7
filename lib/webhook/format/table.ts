import { cloudevents } from './cloudevents.ts';
import { discord } from './discord.ts';
import type { Format } from './format.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { standard } from './standard.ts';
import { teams } from './teams.ts';
import { template } from './template.ts';

export const formatNames = ['standard', 'cloudevents', 'slack', 'teams', 'discord', 'pagerduty', 'template'] as const;
type FormatName = (typeof formatNames)[number];

/** Every form of body; a form is one file and one row. */
export const formats: { readonly [name in FormatName]: Format } = { standard, cloudevents, slack, teams, discord, pagerduty, template };
