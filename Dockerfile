# syntax=docker/dockerfile:1

# The console, built with all that development needs. Only the files that browsers get leave this stage.
FROM node:24-trixie-slim AS console
WORKDIR /build
COPY . .
RUN npm ci --no-audit --no-fund && npm run build

# The server as it runs: its sources, which Node reads as they are, and the packages that they import.
FROM node:24-trixie-slim AS server
WORKDIR /build
COPY . .
RUN npm ci --omit=dev --workspace @keystead/server --no-audit --no-fund
COPY --from=console /build/packages/web/dist packages/web/dist
RUN mkdir -m 0700 data

# No shell, no package manager, nobody but user 65532. The code belongs to root, so a read-only root file system changes
# nothing: only /data is written to, and with PostgreSQL not even that.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
WORKDIR /keystead
COPY --from=server /build/package.json ./
COPY --from=server /build/node_modules node_modules
COPY --from=server /build/packages/core packages/core
COPY --from=server /build/packages/verifier packages/verifier
COPY --from=server /build/packages/storage packages/storage
COPY --from=server /build/packages/server packages/server
COPY --from=server /build/packages/web/dist packages/web/dist
COPY --from=server --chown=65532:65532 /build/data /data
ENV NODE_ENV=production KEYSTEAD_HOST=0.0.0.0 KEYSTEAD_PORT=5390 KEYSTEAD_DATA_DIR=/data
USER 65532:65532
VOLUME /data
EXPOSE 5390
# Ready, not only alive: who waits for a healthy container wants to send it requests.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["/nodejs/bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.KEYSTEAD_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/nodejs/bin/node", "packages/server/src/main.ts"]
CMD ["serve"]
