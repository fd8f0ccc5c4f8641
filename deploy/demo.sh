#!/usr/bin/env bash
# The whole district on this machine: cloud service, gateways, health-code service and 1,859 sentinels, and a judgement at the end.
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
usage: deploy/demo.sh [options]

  --devices N       sentinels (1859)          --outage SECONDS  cut the uplink in the middle of the run
  --gateways N      gateways (4)              --chaos           kill -9 gateways, cloud, mosquitto, PostgreSQL
  --rate N          scans a second (300)      --malformed X     share of scans with something wrong (0)
  --seconds S       how long people pass (60) --json FILE       write the result as JSON
  --seed N          same seed, same people    --keep            keep the work folder
  --backlog N       scans made without uplink before the run, which then drain beside it

  --broker KIND     embedded, or mosquitto: a broker of its own, as for several cloud processes
  --store KIND      sqlite, or postgres: a database server of its own
  --replicas N      cloud processes (1); more than one needs both

All options: lgsim demo --help (firmware-sim/Longgang.FirmwareSim/bin/Release/net10.0/lgsim).
Exit code: 0 nothing lost or doubled and the ledger balances, 1 otherwise, 2 wrong usage.
TEXT
}

for argument in "$@"; do
  case "$argument" in
    -h|--help) usage; exit 0 ;;
  esac
done

need_dotnet

# What was asked for has to be there.
previous=
for argument in "$@"; do
  case "$previous $argument" in
    "--broker mosquitto" | *" --broker=mosquitto") need_packages mosquitto ;;
    "--store postgres" | *" --store=postgres") need_packages postgresql ;;
  esac
  previous=$argument
done

say "building the cloud service …"
publish cloud cloud/Longgang.Cloud.Service
say "building the simulator …"
publish simulator firmware-sim/Longgang.FirmwareSim
say "building the gateway as boxes get it, one native program …"
gateway=$("$root/deploy/publish-gateway.sh")

# What building leaves behind would take its share of two cores for a while: compilers that wait for more work, and pages that go to the disk while
# the boxes want theirs there.
dotnet build-server shutdown >/dev/null 2>&1 || say "the build servers could not be stopped; they may slow the first seconds"
sync

exec "$root/artifacts/simulator/lgsim" demo \
  --gateway-exe "$gateway" \
  --cloud-exe "$root/artifacts/cloud/Longgang.Cloud.Service" \
  --policy "$root/deploy/policies/default.json" \
  --broker-files "$root/deploy/mosquitto" \
  "$@"
