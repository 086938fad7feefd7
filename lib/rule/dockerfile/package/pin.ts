import type { ShellWord } from '../../../dockerfile/shell/command.ts';
import type { Rule } from '../../rule.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { type Call, runsOf, settingOf } from './call.ts';
import type { ManagerName } from './program.table.ts';

type Pin = {
  readonly id: string;
  readonly alias: string;
  readonly managers: readonly ManagerName[];
  readonly verbs: readonly string[];
  readonly example: string;
  readonly bad: string;
  readonly good: string;
  readonly reference: string;
  /** Whether this word asks for no particular version. */
  isLoose(word: string): boolean;
  /** The call as a whole fixes the versions. */
  isFixed?(call: Call): boolean;
};

const isFile = (word: string): boolean => /^(?:\.{0,2}\/|~\/|file:|https?:\/\/)|^\.{1,2}(?:\[|$)/.test(word);

/** What a repository is asked for stands behind its host: pip writes `@tag`, npm and others `#tag`. */
const isRepository = (word: string): boolean => /^(?:git|ssh|hg|svn|bzr)[+@:]/.test(word);
const namesRevision = (word: string, mark: '@' | '#'): boolean => /^[a-z+]*:?(?:\/\/)?[^/]*(.*)$/.exec(word)?.[1]?.includes(mark) ?? false;
const npmSpec = /^(@[^/]+\/)?[^@]+@(.+)$/;

const rows: readonly Pin[] = [
  {
    id: 'df-apt-pin',
    alias: 'DL3008',
    managers: ['apt-get', 'apt', 'aptitude'],
    verbs: ['install'],
    example: 'apt-get install -y curl=7.88.1-10+deb12u5',
    bad: 'FROM debian:12\nRUN apt-get install -y curl\n',
    good: 'FROM debian:12\nRUN apt-get install -y curl=7.88.1-10 ./local.deb "$MORE"\n',
    reference: 'https://docs.docker.com/build/building/best-practices/#apt-get',
    isLoose: (word) => !/[=/]/.test(word) && !word.endsWith('.deb') && !word.endsWith('-'),
  },
  {
    id: 'df-apk-pin',
    alias: 'DL3018',
    managers: ['apk'],
    verbs: ['add'],
    example: 'apk add --no-cache curl=8.5.0-r0',
    bad: 'FROM alpine:3.19\nRUN apk add --no-cache curl\n',
    good: 'FROM alpine:3.19\nRUN apk add --no-cache --virtual .build curl=8.5.0-r0 "git~2.43" /tmp/x.apk\n',
    reference: 'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    isLoose: (word) => !/[=~<>]/.test(word) && !word.endsWith('.apk') && !word.startsWith('!'),
  },
  {
    id: 'df-yum-pin',
    alias: 'DL3033',
    managers: ['yum'],
    verbs: ['install', 'module install'],
    example: 'yum install -y httpd-2.4.57',
    bad: 'FROM centos:7\nRUN yum install -y httpd\n',
    good: 'FROM centos:7\nRUN yum install -y httpd-2.4.6 /tmp/x.rpm @development\n',
    reference: 'https://man7.org/linux/man-pages/man8/yum.8.html',
    isLoose: (word) => isLooseRpm(word),
  },
  {
    id: 'df-dnf-pin',
    alias: 'DL3041',
    managers: ['dnf'],
    verbs: ['install', 'module install'],
    example: 'dnf install -y httpd-2.4.57',
    bad: 'FROM fedora:40\nRUN dnf install -y httpd\n',
    good: 'FROM fedora:40\nRUN dnf install -y httpd-2.4.57 https://example.com/x.rpm\n',
    reference: 'https://dnf.readthedocs.io/en/latest/command_ref.html',
    isLoose: (word) => isLooseRpm(word),
  },
  {
    id: 'df-zypper-pin',
    alias: 'DL3037',
    managers: ['zypper'],
    verbs: ['install', 'in'],
    example: 'zypper install -y curl=8.0.1',
    bad: 'FROM opensuse/leap:15.5\nRUN zypper install -y curl\n',
    good: 'FROM opensuse/leap:15.5\nRUN zypper install -y curl=8.0.1 "git>=2.35"\n',
    reference: 'https://en.opensuse.org/SDB:Zypper_manual',
    isLoose: (word) => !/[=<>]/.test(word) && !word.endsWith('.rpm') && !/^[-+!]/.test(word),
  },
  {
    id: 'df-pip-pin',
    alias: 'DL3013',
    managers: ['pip'],
    verbs: ['install'],
    example: 'pip install requests==2.31.0',
    bad: 'FROM python:3.12\nRUN pip install requests\n',
    good: 'FROM python:3.12\nRUN pip install requests==2.31.0 && pip install -r requirements.txt && pip install .\n',
    reference: 'https://pip.pypa.io/en/stable/topics/repeatable-installs/',
    isLoose: (word) =>
      isRepository(word)
        ? !namesRevision(word, '@')
        : !/==|~=|<|@/.test(word) && !/\.(?:whl|zip|tar\.gz|tar\.bz2|tgz)$/.test(word) && !word.endsWith('/'),
    isFixed: (call) => settingOf(call, '-r', '--requirement', '-c', '--constraint') !== undefined,
  },
  {
    id: 'df-npm-pin',
    alias: 'DL3016',
    managers: ['npm'],
    verbs: ['install', 'i', 'add'],
    example: 'npm install -g yarn@1.22.22',
    bad: 'FROM node:20\nRUN npm install -g yarn\n',
    good: 'FROM node:20\nRUN npm install -g yarn@1.22.22 @scope/tool@2.0.0 && npm install\n',
    reference: 'https://docs.npmjs.com/cli/commands/npm-install',
    // `acme/tool` is a repository of GitHub. Source: npm-install, package specifications.
    isLoose: (word) => {
      if (isRepository(word) || /^(?:github|gitlab|bitbucket|gist):/.test(word)) return !word.includes('#');
      const version = npmSpec.exec(word)?.[2];
      return version === undefined ? !/#|\.(?:tgz|tar|tar\.gz)$/.test(word) : /^(?:latest|next|\*|x)$/.test(version);
    },
  },
  {
    id: 'df-gem-pin',
    alias: 'DL3028',
    managers: ['gem'],
    verbs: ['install', 'i'],
    example: 'gem install bundler:2.5.6',
    bad: 'FROM ruby:3.3\nRUN gem install bundler\n',
    good: 'FROM ruby:3.3\nRUN gem install bundler:2.5.6 && gem install rails -v 7.1.3\n',
    reference: 'https://guides.rubygems.org/command-reference/#gem-install',
    isLoose: (word) => !word.includes(':') && !word.endsWith('.gem'),
    isFixed: (call) =>
      settingOf(call, '-v', '--version', '-g', '--file') !== undefined || call.options.some(({ value }) => /^-v\S/.test(value)),
  },
  {
    id: 'df-go-pin',
    alias: 'DL3062',
    managers: ['go'],
    verbs: ['install', 'get', 'run'],
    example: 'go install example.com/tool@v1.2.3',
    bad: 'FROM golang:1.22\nRUN go install example.com/tool@latest\n',
    good: 'FROM golang:1.22\nRUN go install example.com/tool@v1.2.3 ./cmd/...\n',
    reference: 'https://go.dev/ref/mod#go-install',
    isLoose: (word) => /^[\w-]+(?:\.[\w-]+)+\//.test(word) && (!word.includes('@') || /@(?:latest|upgrade|patch|master|main)$/.test(word)),
  },
];

// A version begins with a digit after a hyphen, perhaps behind an epoch: httpd-2.4.57, bind-32:9.16.
const isLooseRpm = (word: string): boolean => !/-\d|[@:<>=]/.test(word) && !word.endsWith('.rpm');

const looseWords = (row: Pin, call: Call): readonly ShellWord[] => {
  if (!row.managers.includes(call.manager) || !row.verbs.includes(call.verb) || row.isFixed?.(call)) return [];
  // Behind the program that it runs come that program's own words.
  const packages = call.manager === 'go' && call.verb === 'run' ? call.packages.slice(0, 1) : call.packages;
  return packages.filter(({ literal, value }) => literal && value !== '' && !isFile(value) && row.isLoose(value));
};

const pinRule = (row: Pin): Rule =>
  dockerfileRule({
    id: row.id,
    title: `Packages that ${row.managers[0]} installs have a version`,
    severity: 'low',
    severityReason:
      'Without a version every build takes whatever the repository has that day, so a working build can break or change unseen.',
    aliases: [row.alias],
    remediation: `Write the version that was tested, such as \`${row.example}\`.`,
    reference: row.reference,
    bad: row.bad,
    good: row.good,
    *check(file) {
      for (const { calls } of runsOf(file)) {
        for (const call of calls) {
          const loose = looseWords(row, call);
          const [first] = loose;
          if (!first) continue;
          const names = loose.slice(0, 10).map(({ value }) => value);
          yield problemAt(
            file,
            first,
            `${call.command.name} ${call.verb} takes any version of ${names.join(', ')}${loose.length > 10 ? ', …' : ''}`,
          );
        }
      }
    },
  });

export const pinRules: readonly Rule[] = rows.map(pinRule);
