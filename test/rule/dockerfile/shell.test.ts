import { describe, expect, it } from 'vitest';
import { linesOf } from './judge.ts';

type Row = readonly [rule: string, shows: string, run: string, found: boolean];

const table = (rows: readonly Row[]): void => {
  it.each(rows)('%s: %s', (rule, _, run, found) => {
    expect(linesOf(rule, `FROM debian:12\n${run}\n`).length > 0).toBe(found);
  });
};

describe('package managers', () => {
  table([
    ['df-apt-pin', 'versions, files, releases and removals', 'RUN apt-get install -y a=1 ./b.deb c/stable d- -t e', false],
    ['df-apt-pin', 'in an exec form', 'RUN ["apt-get", "install", "-y", "a"]', true],
    ['df-apt-pin', 'what a variable holds', 'RUN apt-get install -y $PACKAGES', false],
    ['df-apt-pin', 'words of other commands', 'RUN echo apt-get install a', false],
    ['df-apk-pin', 'a virtual package', 'RUN apk add --no-cache -t .deps a~1', false],
    ['df-yum-pin', 'an architecture is no version', 'RUN yum install -y a.x86_64', true],
    ['df-pip-pin', 'an upper bound', "RUN pip install 'a<2' b~=1.2 ./c git+https://e.com/d.git@1", false],
    ['df-pip-pin', 'through Python', 'RUN python3 -m pip install --upgrade a', true],
    ['df-npm-pin', 'scopes, addresses and files', 'RUN npm i -g @a/b@1 git+https://e.com/c.git#v1 https://e.com/f.tgz ./d e.tgz', false],
    ['df-npm-pin', 'a repository without a revision', 'RUN npm i git+https://e.com/c.git', true],
    ['df-npm-pin', 'a repository of GitHub', 'RUN npm i acme/tool', true],
    ['df-npm-pin', 'a tag is no version', 'RUN npm install a@latest', true],
    ['df-gem-pin', 'by option', 'RUN gem install a -v 1.2', false],
    ['df-go-pin', 'a moving query', 'RUN go install e.com/a@main', true],
    ['df-go-pin', 'the module itself', 'RUN go install ./... && go run .', false],
    ['df-apt-yes', 'doubled quiet', 'RUN apt-get -qq install a', false],
    ['df-apt-yes', 'one quiet', 'RUN apt-get -q install a', true],
    ['df-apt-yes', 'answered by yes', 'RUN yes | apt-get install a', false],
    ['df-apt-recommends', 'an option that only looks alike', 'RUN apt-get install -y --no-install-recommend a', true],
    ['df-apt-lists', 'the folder above', 'RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt', false],
    ['df-apt-lists', 'removed too early', 'RUN rm -rf /var/lib/apt/lists/* && apt-get update', true],
    ['df-apt-lists', 'another folder', 'RUN apt-get update && rm -rf /var/lib/other', true],
    ['df-apt-lists', 'in a cache mount', 'RUN --mount=target=/var/lib/apt/lists,type=cache apt-get update', false],
    ['df-update-alone', 'cleaned only', 'RUN apt-get update && rm -rf /var/lib/apt/lists/*', true],
    ['df-update-alone', 'before the update', 'RUN apt-get install -y a && apt-get update', true],
    ['df-update-alone', 'of another manager', 'RUN apt-get update && npm install', true],
    ['df-update-alone', 'another program', 'RUN ./script.sh update', false],
    ['df-yum-clean', 'the folder', 'RUN yum -y install a && rm -rf /var/cache/yum', false],
    ['df-dnf-clean', 'the last install counts', 'RUN dnf install -y a && dnf clean all && dnf install -y b', true],
    ['df-zypper-clean', 'in short', 'RUN zypper -n in a && zypper cc -a', false],
    ['df-apk-no-cache', 'a similar option', 'RUN apk add --no-cacher a', true],
    ['df-apk-no-cache', 'before the verb', 'RUN apk --no-cache add a', false],
    ['df-apt-dist-upgrade', 'full-upgrade', 'RUN apt full-upgrade -y', true],
    ['df-apt-cli', 'a path', 'RUN rm -rf apt && ls /var/lib/apt', false],
    ['df-yarn-cache', 'nothing is installed', 'RUN yarn build', false],
  ]);
});

describe('downloads', () => {
  table([
    ['df-curl-insecure', 'in a cluster', 'RUN curl -sSLk https://e.com', true],
    ['df-curl-insecure', 'the value of an option', 'RUN curl -o -k -Hk -d --insecure https://e.com', false],
    ['df-curl-insecure', 'a name with k', 'RUN curl -Lok https://e.com', false],
    ['df-npm-ssl', 'as an option', 'RUN npm install --strict-ssl=false', true],
    ['df-npm-ssl', 'through yarn', 'RUN yarn config set "strict-ssl" false -g', true],
    ['df-npm-ssl', 'another key', 'RUN npm config set fund false', false],
    ['df-git-ssl', 'by configuration', 'RUN git -c http.sslVerify=false clone https://e.com/x.git', true],
    ['df-git-ssl', 'by global configuration', 'RUN git config --global http.sslVerify false', true],
    ['df-yum-sslverify', 'for one repository', 'RUN yum-config-manager --save --setopt="epel.sslverify=0"', true],
    ['df-pip-trusted-host', 'by configuration', 'RUN pip config set global.trusted-host e.com', true],
    ['df-pip-trusted-host', 'exported', 'RUN export PIP_TRUSTED_HOST=e.com && pip install a', true],
    ['df-python-https', 'another name', 'ENV XPYTHONHTTPSVERIFY=0', false],
    ['df-wget-curl', 'in a substitution', 'RUN wget https://e.com/a && x=$(curl https://e.com/b)', true],
    ['df-pipe-to-shell', 'behind a filter', 'RUN curl https://e.com/x | sed s/a/b/ | sudo -E bash -', true],
    ['df-pipe-to-shell', 'with arguments', 'RUN curl https://e.com/x | python3 - --version 1', true],
    ['df-pipe-to-shell', 'with options of the shell', 'RUN curl https://e.com/x | bash -e', true],
    ['df-pipe-to-shell', 'a script of its own', 'RUN curl https://e.com/x | bash -ec "cat > y"', false],
    ['df-pipe-to-shell', 'data for a script', 'RUN curl https://e.com/x | python3 load.py', false],
    ['df-pipe-to-shell', 'an interpreter with a program', "RUN curl https://e.com/x | python3 -c 'import sys'", false],
    ['df-download-verify', 'a signature', 'RUN wget https://e.com/a.tar.gz && gpg --verify a.asc a.tar.gz', false],
    ['df-chmod-world-writable', 'by letters', 'RUN chmod -R a+rwX /x', true],
    ['df-chmod-world-writable', 'to execute', 'RUN chmod +x /x && chmod a+rx /y && chmod 0755 /z', false],
    ['df-chmod-world-writable', 'by a flag', 'COPY --chmod=777 a /a', true],
  ]);
});

describe('commands', () => {
  table([
    ['df-sudo', 'behind a variable', 'RUN A=1 sudo -u x b', true],
    ['df-sudo', 'in a trigger', 'ONBUILD RUN sudo b', true],
    ['df-run-cd', 'in a script in quotes', "RUN sh -c 'cd /x && a'", false],
    ['df-useradd-large', 'joined', 'RUN useradd --uid=100000 a', true],
    ['df-chpasswd', 'with a file', 'RUN chpasswd < x', true],
    ['df-pipefail', 'in bash -c', "RUN bash -o pipefail -c 'a | b'", false],
    ['df-pipefail', 'an alternative is no pipe', 'RUN a || b', false],
    ['df-pipefail', 'in PowerShell', 'SHELL ["pwsh", "-Command"]\nRUN a | b', false],
    ['df-shellcheck', 'a test without a space', 'RUN if [-f x ]; then a; fi', true],
    ['df-shellcheck', 'bash on dash', 'RUN [[ -f x ]] && a', true],
    ['df-shellcheck', 'bash where it is asked for', 'SHELL ["/bin/bash", "-c"]\nRUN [[ -f x ]] && source a', false],
    ['df-shellcheck', 'an open quote', 'RUN echo "a', true],
    ['df-env-self-reference', 'a default hides it only', `ENV A=1 B=\${A:-2}`, true],
    ['df-undefined-var', 'a base that sets only PATH', 'ARG VERSION=1\nCOPY a-$VERSON /x', true],
    ['df-undefined-var', 'a base that may set it', 'FROM acme/base:1\nARG VERSION=1\nCOPY a-$VERSON /x', false],
    ['df-undefined-var', 'letters that changed places', 'FROM acme/base:1\nENV PATH=$PAHT:/x', true],
    ['df-undefined-var', 'declared later', 'ENV B=$A\nARG A=1', true],
    ['df-undefined-var', 'in another stage', 'ARG A=1\nFROM debian:12\nENV B=$A', true],
    ['df-labels', 'reserved', 'LABEL com.docker.x=y', true],
    ['df-inline-ignore', 'of a check directive only at the top', '# check=skip=all\nRUN a', true],
  ]);
});
