# syntax=docker/dockerfile:1

FROM node:24.11.1-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
# The bundler's binary comes as a package of its own: no install script has to run.
RUN npm ci --omit=dev --ignore-scripts
COPY infra/dev/install.mjs infra/dev/build.mjs infra/dev/compile.mjs infra/dev/launcher.mjs infra/dev/layer-thread.mjs infra/dev/
COPY examples/shop examples/shop
COPY lib lib
RUN node infra/dev/build.mjs && mkdir home

# Node 24 has its own SQLite, so that the bundle is all that is needed. Pin the digest when you build for a cluster.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
LABEL org.opencontainers.image.title="plimsoll" \
  org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /src/dist /app
COPY --from=build --chown=65532:65532 /src/home /var/lib/plimsoll
ENV NODE_ENV=production \
  PLIMSOLL_HOME=/var/lib/plimsoll \
  PLIMSOLL_HOST=0.0.0.0 \
  PLIMSOLL_PORT=8080
EXPOSE 8080
USER 65532:65532
# No shell in this image, so the check is Node itself. The certificate's name is the cluster's, not that of the loopback.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["/nodejs/bin/node", "-e", "require(process.env.PLIMSOLL_TLS_CERT ? 'https' : 'http').get({ port: process.env.PLIMSOLL_PORT, path: '/readyz', rejectUnauthorized: false, timeout: 2000 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('timeout', () => process.exit(1)).on('error', () => process.exit(1))"]
ENTRYPOINT ["/nodejs/bin/node", "/app/plimsoll.mjs"]
CMD ["serve"]
