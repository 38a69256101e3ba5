# The live server with the bundled data, as an ordinary user:
#
#   docker build -t memorial-kg .
#   docker run --read-only --tmpfs /tmp -p 8000:8000 memorial-kg
#
# Other data: mount a folder over /data that holds a built graph in /data/graph (`memorial-kg build … -o graph`) and, made
# by `memorial-kg publish`, its pages in /data/site. A new build in it is taken up while the server runs.

ARG PYTHON=3.13

# -- the wheel, with the scripts of the pages inside it --
FROM python:${PYTHON}-slim AS wheel
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY ontology ontology
COPY queries queries
COPY src src
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

# -- the environment, and the bundled data in it: built, and published --
FROM python:${PYTHON}-slim AS data
COPY --from=wheel /wheel /wheel
RUN python -m venv /opt/memorial-kg && /opt/memorial-kg/bin/pip install --no-cache-dir /wheel/*.whl
COPY data /source/data
RUN /opt/memorial-kg/bin/memorial-kg build /source/data --output /data/graph --quiet
RUN /opt/memorial-kg/bin/memorial-kg publish --graph /data/graph --output /data/site --quiet

# -- what runs: no source, no compiler, no shell needed --
FROM python:${PYTHON}-slim
ENV PATH=/opt/memorial-kg/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=data /opt/memorial-kg /opt/memorial-kg
COPY --from=data /data /data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/ready', timeout=4)"]
ENTRYPOINT ["memorial-kg", "serve", "--host", "0.0.0.0", "--port", "8000", "--graph", "/data/graph", "--site", "/data/site"]
CMD ["--log-format", "json"]
