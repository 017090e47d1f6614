#!/usr/bin/env bash
# run.sh COMMAND [options]: the load balancer beside Debian's Kamailio in a network namespace; `run.sh -h` lists the commands.
# Root, gcc, python3, iproute2, kamailio, kamailio-tls-modules, libssl-dev; a build (mvn -q -Dfast -DskipTests -pl deploy -am package) or LB_CLASS_PATH.
set -euo pipefail
PYTHONDONTWRITEBYTECODE=1 exec python3 "$(dirname "$0")/run.py" "$@"
