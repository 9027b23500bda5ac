# One image for the web process, the workers and the schedule; compose.yaml says which is which.

FROM python:3.12-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/attune
ENV PATH=/opt/attune/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CACHE_DIR=/var/cache/pip
COPY requirements.lock ./
RUN --mount=type=cache,target=/var/cache/pip pip install --prefer-binary --require-hashes --no-deps -r requirements.lock

FROM python:3.12-slim-bookworm
# Nothing of the system is needed beyond the slim image: LiteRT and headless OpenCV bring what they link to.
RUN useradd --system --uid 10001 --home-dir /var/lib/attune --create-home attune
COPY --from=build /opt/attune /opt/attune
WORKDIR /srv/attune
COPY manage.py pyproject.toml LICENSE ./
COPY content content
COPY emotion emotion
COPY locale locale
COPY templates templates
COPY tutor tutor
RUN /opt/attune/bin/python -m compileall -q content emotion tutor && /opt/attune/bin/python -m tutor.ops.catalogues
# For CAMERA_READS=device or auto: what browsers read faces with. Fetched here, so that no site needs the network.
ARG NPM_REGISTRY=https://registry.npmjs.org
RUN /opt/attune/bin/python -m emotion.device /opt/attune/device --registry "$NPM_REGISTRY"
ENV PATH=/opt/attune/bin:$PATH \
    DATA_DIR=/var/lib/attune \
    DEVICE_FILES=/opt/attune/device \
    DJANGO_SETTINGS_MODULE=tutor.settings.prod \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
LABEL org.opencontainers.image.licenses=Apache-2.0
USER attune
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
