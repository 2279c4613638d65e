# One image for web, worker, desk and the one-shot commands: `docker compose build`.
FROM python:3.11-slim-bookworm AS base
COPY packages.txt /tmp/
# What running needs, by the list that `make run` reads too.
RUN apt-get update \
 && awk '$1 == "run" {print $2}' /tmp/packages.txt | xargs apt-get install --yes --no-install-recommends \
 && rm -rf /var/lib/apt/lists/* /tmp/packages.txt

FROM base AS built
WORKDIR /src
RUN python -m venv /opt/trinhky
COPY requirements.lock ./
RUN /opt/trinhky/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . ./
RUN /opt/trinhky/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM base
COPY --from=built /opt/trinhky /opt/trinhky
# Volumes take the owners of these folders at their first use: the desk's keys are the desk's alone.
RUN groupadd --gid 10001 trinhky \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin trinhky \
 && useradd --uid 10002 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin trinhky-desk \
 && install --directory --owner=10001 --group=10001 --mode=0700 /srv/demo \
 && install --directory --owner=10001 --group=10001 --mode=0750 /srv/pki \
 && install --directory --owner=10002 --group=10001 --mode=0700 /srv/desk \
 && install --directory --owner=10002 --group=10001 --mode=0750 /srv/socket
ENV PATH=/opt/trinhky/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /tmp
USER 10001:10001
ENTRYPOINT ["trinhky"]
CMD ["--help"]
