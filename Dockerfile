# feedwright serve in a container. Untested: there was no container engine where this was written.
#
#   docker build -t feedwright .
#   docker run -v feedwright:/data -p 127.0.0.1:8470:8470 feedwright user add me --role admin < password.txt
#   docker run -v feedwright:/data -p 127.0.0.1:8470:8470 feedwright
#
# /data holds feedwright.yaml, definitions and the store. A container listens on all of its addresses, so that it needs users (or a
# provider under `serve: { oidc: … }`) before it starts.
FROM node:24-bookworm-slim AS build
WORKDIR /feedwright
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run --silent build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /feedwright /opt/feedwright
RUN ln -s /opt/feedwright/engine/cli/feedwright.mjs /usr/local/bin/feedwright && mkdir /data && chown node:node /data
USER node
WORKDIR /data
VOLUME /data
EXPOSE 8470
# What is under way ends at its next safe point.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8470/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["feedwright"]
CMD ["serve", "--host", "0.0.0.0", "--name", "localhost:8470", "--name", "127.0.0.1:8470"]
