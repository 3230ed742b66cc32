# The web room, and the platforms that tokens turn on. All packages are checked by hash.
#   docker build -t troubadour .                          speaks many languages (espeak-ng, GPL; see NOTICE)
#   docker build -t troubadour --build-arg EXTRAS= .      speaks English only, without the GPL
# A release names the exact base image with --build-arg BASE_DIGEST=sha256:…
ARG PYTHON=3.13
ARG BASE_DIGEST=

FROM python:${PYTHON}-slim-bookworm${BASE_DIGEST:+@$BASE_DIGEST} AS build
ARG EXTRAS=voices
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /build

COPY requirements.lock requirements-run.lock requirements-build.lock ./
RUN case "$EXTRAS" in \
        voices) lock=requirements-run.lock ;; \
        '') lock=requirements.lock ;; \
        *) echo "EXTRAS is 'voices' or empty, not '$EXTRAS'" >&2; exit 1 ;; \
    esac \
    && python -m venv --without-pip /opt/troubadour \
    && python -m pip --python /opt/troubadour/bin/python install --no-compile --require-hashes --requirement "$lock"

RUN python -m venv --without-pip builder \
    && python -m pip --python builder/bin/python install --require-hashes --requirement requirements-build.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY core core
COPY adapters adapters
COPY bot bot
RUN builder/bin/hatchling build -t wheel \
    && python -m pip --python /opt/troubadour/bin/python install --no-deps --no-index --no-compile dist/*.whl
# Bytecode for everything, since the image's user cannot write it later. Python trusts it whatever the time stamps say, and
# some hosts change them. Samples inside packages that are no valid Python are left out.
RUN /opt/troubadour/bin/python -m compileall -qq -j 0 --invalidation-mode unchecked-hash \
        /opt/troubadour/lib/python*/site-packages || [ "$?" = 1 ]


FROM python:${PYTHON}-slim-bookworm${BASE_DIGEST:+@$BASE_DIGEST}
LABEL org.opencontainers.image.title="Troubadour" \
      org.opencontainers.image.description="Hugging Face models in the chat rooms where people already talk" \
      org.opencontainers.image.licenses="Apache-2.0"
# Some hosts run every image as a user of theirs; UID then is its number.
ARG UID=10001
RUN groupadd --gid "$UID" troubadour \
    && useradd --uid "$UID" --gid "$UID" --home-dir /data --no-create-home --shell /usr/sbin/nologin troubadour \
    && install -d -o "$UID" -g "$UID" -m 0700 /data
COPY --from=build /opt/troubadour /opt/troubadour

# The bot writes only to /data, so the root can be read-only. /data is no VOLUME, which some hosts refuse; name one when you
# run the image.
ENV PATH=/opt/troubadour/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HF_HOME=/data/huggingface \
    TROUBADOUR_DATA=/data \
    TROUBADOUR_HOST=0.0.0.0 \
    PORT=7860
USER $UID:$UID
WORKDIR /data
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["troubadour", "healthcheck"]
ENTRYPOINT ["troubadour"]
CMD ["run"]
