#!/usr/bin/env bash
# run.sh ROUNDS COUNT [lb_bench.py arguments]: our LB beside Debian's Kamailio in a network namespace. Root, gcc, kamailio, a build (./tandem help).
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
ns=tandem-lb-bench
cp -r "${BENCH:-$home/../shared/bench}/edge-media/." "$work"
patch -s -d "$work" -p1 < "$home/bench/lb/count-no-100.patch"   # the peer's configuration sends no 100
rounds=$1 count=$2
shift 2
ip netns add $ns
ip -n $ns link set lo up
trap 'kill "$lb" 2>/dev/null; ip netns del $ns; rm -rf "$work"' EXIT
# A command of its own: $! is then the JVM itself, whose CPU is measured.
nsenter --net=/run/netns/$ns "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xms128m -Xmx128m \
  -cp "$home/deploy/target/dist/lib/*" io.tandem.lb.LbService --server.port=15060 --tandem.secret=0123456789abcdef --logging.level.root=WARN \
  '--tandem.lb.listen.external[0].name=udp' '--tandem.lb.listen.external[0].address=127.0.0.1' '--tandem.lb.listen.external[0].port=5060' \
  --tandem.lb.listen.internal=127.0.0.1:5061 --tandem.lb.overload.requests-per-second=10000000 --tandem.lb.target.probe-timeout=1h \
  '--tandem.lb.target.proxies[0].address=127.0.0.1:5071' '--tandem.lb.target.proxies[1].address=127.0.0.1:5072' \
  '--tandem.lb.target.proxies[2].address=127.0.0.1:5073' '--tandem.lb.target.proxies[3].address=127.0.0.1:5074' > "$work/lb.log" 2>&1 &
lb=$!
until nsenter --net=/run/netns/$ns curl -fs http://127.0.0.1:15060/actuator/health > /dev/null; do sleep 0.5; done
cd "$work" && ./lb_bench.py --netns $ns --rounds "$rounds" --count "$count" --running "tandem=$lb,127.0.0.1:5060,127.0.0.1:5061" "$@"
