#!/usr/bin/env bash
# Measures beside a peer or a physical limit, in one run. deploy/bench.sh --help lists the benches.
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_dotnet
need_packages mosquitto mosquitto-clients postgresql strace
cd "$root"
say "building …"
build

# These measure what is deployed: the gateway as one native program, the cloud service compiled ahead.
for argument in "$@"; do
  case "$argument" in
    drain|uplink|fanout)
      publish cloud cloud/Longgang.Cloud.Service
      deploy/publish-gateway.sh >/dev/null
      break
      ;;
  esac
done

# The peer of drain. Debian's Node.js runs this major version of it.
for argument in "$@"; do
  if [ "$argument" = drain ]; then
    command -v npm >/dev/null || need_packages nodejs npm
    [ -f artifacts/node-red/node_modules/node-red/red.js ] ||
      npm install --silent --no-audit --no-fund --prefix artifacts/node-red node-red@4.1.8 >/dev/null || fail "npm could not install node-red."
    break
  fi
done

# What building leaves behind would take its share of the processors for a while.
dotnet build-server shutdown >/dev/null 2>&1 || say "the build servers could not be stopped; they may slow the first runs"
sync
exec tests/Longgang.Benchmarks/bin/Release/net10.0/Longgang.Benchmarks "$@"
