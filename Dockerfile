# One practice in a container: behind a proxy with https, data and key in /data.
FROM python:3.12-slim AS package
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --create-home --uid 10001 alliance && install -d -o alliance -g alliance -m 0700 /data
WORKDIR /app
COPY requirements.txt .
# Exact versions, and wheels only: nothing is compiled, no compiler stays behind.
RUN pip install --only-binary :all: --require-hashes -r requirements.txt
COPY --from=package /wheels /wheels
# pip compiles to bytecode here, once and not anew at every start.
RUN pip install --no-index --no-deps /wheels/*.whl

USER alliance
VOLUME /data
ENV ALLIANCE_DATA=/data STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_SERVER_PORT=8501
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/ready', timeout=4)"]
# Refuses to start without ALLIANCE_PUBLIC_URL, the https address people use.
CMD ["alliance-monitor", "serve"]
