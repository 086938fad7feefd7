import { imageName } from '../../model/image-name.ts';
import { memberOf } from '../../model/json.ts';
import type { Rule } from '../rule.ts';
import { composeRule, problemIn, specification, textOf } from './define.ts';

export const imageRules: readonly Rule[] = [
  composeRule({
    id: 'compose-image-tag',
    title: 'Images name a version',
    severity: 'medium',
    severityReason: 'Without a tag, or with latest, the next pull brings whatever was pushed last, so two machines run different programs.',
    aliases: [],
    remediation: 'Name the version that was tested, or better its digest.',
    reference: `${specification}/services/#image`,
    bad: 'image: nginx',
    good: 'image: registry.example.com:5000/nginx:\u0024{TAG:-1.27.3}',
    *check(service) {
      const image = textOf(memberOf(service.value, 'image'));
      // With `build` it is the name of what is built, and nothing is pulled.
      if (image === undefined || image === '' || memberOf(service.value, 'build') !== undefined) return;
      const { tag, digest } = imageName(image);
      if (digest !== '') return;
      if (tag === '') yield problemIn(service, '/image', `the image ${image} has neither tag nor digest`);
      else if (tag === 'latest') yield problemIn(service, '/image', `the image ${image} uses the moving tag latest`);
    },
  }),
];
