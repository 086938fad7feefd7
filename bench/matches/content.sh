#!/usr/bin/env bash
# Real content to match, each an archive as `docker save` writes it. Usage: bench/matches/content.sh <folder>
# Needs mmdebstrap, npm, pip, mvn and go with the registries that they use.
set -euo pipefail
mkdir -p "$1" && cd "$1"

wrap() { # <name> <layer.tar>
  local work
  work=$(mktemp -d)
  mv "$2" "$work/layer.tar"
  echo '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:'"$(sha256sum "$work/layer.tar" | cut -d' ' -f1)"'"]}}' > "$work/config.json"
  echo '[{"Config":"config.json","RepoTags":null,"Layers":["layer.tar"]}]' > "$work/manifest.json"
  tar -C "$work" -cf "$1.tar" manifest.json config.json layer.tar
  rm -r "$work"
}
pack() { # <name> <root folder>
  tar -C "$2" --owner=0 --group=0 -cf "$1.layer" .
  wrap "$1" "$1.layer"
}

for release in 11:bullseye 12:bookworm; do
  mmdebstrap --format=tar --variant=minbase --include=curl,openssl,python3-requests,nginx-light,git,linux-libc-dev "${release#*:}" debian.layer
  wrap "debian-${release%:*}" debian.layer
done

pip install --quiet --no-deps --target python/usr/local/lib/python3.11/site-packages \
  django==3.2.0 requests==2.19.1 urllib3==1.24.1 jinja2==2.10 flask==1.0 werkzeug==2.0.0 certifi==2022.12.7 idna==2.8 pillow==9.5.0
pack python python

mkdir -p npm/app && (cd npm/app && npm init -y > npm.log && npm install --silent --no-audit --ignore-scripts express@4.16.0 lodash@4.17.20 minimist@1.2.0)
pack npm npm

mkdir -p java/app && mvn -q -B dependency:copy -Dartifact=org.apache.logging.log4j:log4j-core:2.14.1 -DoutputDirectory=java/app
pack java java

mkdir -p go/src go/root/usr/local/bin && cd go/src
printf 'module example.com/app\ngo 1.20\nrequire golang.org/x/net v0.7.0\nrequire gopkg.in/yaml.v3 v3.0.0\n' > go.mod
cat > main.go <<'X'
package main

import (
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"gopkg.in/yaml.v3"
)

func main() {
	n, _ := html.Parse(strings.NewReader("<p>x"))
	var v any
	_ = yaml.Unmarshal([]byte("a: 1"), &v)
	fmt.Println(n.Type, v, http.ListenAndServe(":8080", nil))
}
X
GOFLAGS=-mod=mod GOTOOLCHAIN=go1.21.13 go build -ldflags='-s -w' -o ../root/usr/local/bin/app .
cd ../.. && pack go go/root
rm -rf python npm java go
