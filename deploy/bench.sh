#!/usr/bin/env bash
# Measures beside a peer or a physical limit, in one run. deploy/bench.sh --help lists the benches.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_dotnet
need_packages mosquitto mosquitto-clients postgresql strace
cd "$root"
build
exec tests/Longgang.Benchmarks/bin/Release/net10.0/Longgang.Benchmarks "$@"
