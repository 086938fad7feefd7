import type { Format } from './format.ts';
import { noticeOf, type Tone } from './notice.ts';

const colours: { readonly [tone in Tone]: string } = { good: 'Good', warning: 'Warning', bad: 'Attention', plain: 'Default' };

/** An Adaptive Card for a Workflows webhook of Microsoft Teams. Source: Adaptive Cards 1.4; Teams, "Create incoming webhooks with Workflows". */
export const teams: Format = {
  name: 'teams',
  headers: { 'content-type': 'application/json' },
  isAddressSecret: true,
  body: (event, { link }) => {
    const { title, tone, facts } = noticeOf(event);
    const card = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [
        { type: 'TextBlock', text: escaped(title), size: 'Medium', weight: 'Bolder', wrap: true, color: colours[tone] },
        {
          type: 'FactSet',
          facts: [
            ...facts.map(({ name, value }) => ({ title: name, value: escaped(value) })),
            { title: 'Event', value: `${event.type}, ${event.at}` },
          ],
        },
      ],
      ...(link !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Read on', url: link }] }),
    };
    return JSON.stringify({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }],
    });
  },
};

// Cards read a part of Markdown: emphasis, lists, links.
const escaped = (text: string): string => text.replace(/[\\*_[\]()`#<>~]/g, '\\$&');
