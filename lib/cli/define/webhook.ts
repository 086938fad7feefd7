import type { Define } from './define.ts';
import { shown } from './shown.ts';

export const defineWebhook: Define = (program, finish) => {
  const webhook = program.command('webhook').description('who is told what, on a server');
  shown(webhook.command('list'))
    .description('list endpoints')
    .action(async (options) => finish(await (await import('../command/webhook.ts')).listWebhooks(options)));
  shown(webhook.command('show'))
    .description('show one')
    .argument('<id>')
    .action(async (id: string, options) => finish(await (await import('../command/webhook.ts')).showWebhook(id, options)));
  shown(webhook.command('create'))
    .description('add an endpoint; its secret is shown this once')
    .argument('<url>')
    .option('--events <type...>', 'verdict.denied, verdict.*, … (default: all)')
    .option('--as <format>', 'standard, cloudevents, slack, teams, discord, pagerduty, template')
    .option('--description <text>')
    .option('--signing <kind>', 'v1 (a shared secret) or v1a (ed25519)')
    .option('--credential-file <file>', 'sent as the authorization header, or as PagerDuty’s routing key')
    .option('--template-file <file>', 'the body of --as template, JSON')
    .option('--repository <glob...>', 'only events about these')
    .option('--environment <glob...>', 'only events about these')
    .action(async (url: string, options) => finish(await (await import('../command/webhook.ts')).createWebhook(url, options)));
  shown(webhook.command('test'))
    .description('send a test event')
    .argument('<id>')
    .action(async (id: string, options) => finish(await (await import('../command/webhook.ts')).testWebhook(id, options)));
  shown(webhook.command('rotate'))
    .description('a new secret, shown this once; for a time both sign')
    .argument('<id>')
    .option('--keep <seconds>', 'how long the former secret signs too', Number)
    .action(async (id: string, options) => finish(await (await import('../command/webhook.ts')).rotateWebhook(id, options)));
  shown(webhook.command('deliveries'))
    .description('the delivery log, newest first')
    .argument('<id>')
    .option('--state <state>')
    .action(async (id: string, options) => finish(await (await import('../command/webhook.ts')).listDeliveries(id, options)));
  shown(webhook.command('replay'))
    .description('send one delivery again, or all of a range that did not arrive')
    .argument('<id>')
    .argument('[delivery]')
    .option('--since <time>')
    .option('--until <time>', 'default: now')
    .action(async (id: string, delivery: string | undefined, options) =>
      finish(await (await import('../command/webhook.ts')).replayWebhook(id, delivery, options)),
    );
  shown(webhook.command('remove'))
    .description('remove an endpoint')
    .argument('<id>')
    .action(async (id: string, options) => finish(await (await import('../command/webhook.ts')).removeWebhook(id, options)));
};
