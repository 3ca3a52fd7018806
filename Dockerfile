# Assay from its archive (docs/install.md). Not tried: there was no Docker where this was written.
FROM debian:bookworm-slim

RUN apt-get update \
  && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --create-home --home-dir /var/lib/assay assay

ARG ARCHIVE=assay-0.1.0-SNAPSHOT.tar.gz
ADD ${ARCHIVE} /opt/
RUN ln -s /opt/assay-*/bin/assay /usr/local/bin/assay \
  # Keeps classes for quicker starts; what this night scores is thrown away.
  && assay nightly --home /tmp/assay-home && rm -rf /tmp/assay-home

USER assay
WORKDIR /var/lib/assay
VOLUME /var/lib/assay
# The home is ./assay-home below the volume.
ENTRYPOINT ["assay"]
CMD ["--help"]
