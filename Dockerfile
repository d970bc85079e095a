# The image of the hub. Built with: docker build -t roomwire .
FROM node:22-slim AS web
WORKDIR /web
COPY hub/web/package.json hub/web/package-lock.json hub/web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY hub/web ./
RUN npm run build

FROM python:3.12-slim
WORKDIR /app
COPY requirements/app.txt requirements/app.txt
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements/app.txt
COPY policies policies
COPY channels channels
COPY notifiers notifiers
COPY hub hub
COPY --from=web /web/dist hub/web/dist
RUN useradd --system --uid 10001 roomwire && mkdir /data && chown roomwire /data
USER roomwire
ENV ROOMWIRE_DATABASE_URL=sqlite:////data/roomwire.sqlite3 PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=3)"]
CMD ["python", "-m", "hub", "serve", "--host", "0.0.0.0", "--port", "8000"]
