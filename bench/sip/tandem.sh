#!/bin/bash
# tandem.sh start|stop proxy | start|stop chain | start|stop b2bua
#   proxy: one proxy-service on $PROXY; the generator is its load balancer (port $UAC) and its B2BUA (port $UAS). RELAY_USE=never: its calls have
#          no media relay, as Kamailio's have none; otherwise relay control is in what is measured
#   chain: LB + proxy + B2BUA behind $LB, each with a relay; JVM options as `./tandem up` gives them (JVM="..." adds more)
#   b2bua: the B2BUA alone on $B2BUA, and beside it on $JAIN one that is written on the JAIN-SIP stack, in a JVM with the same options
#   One of them at a time: both would ask the same Redis. No NAT pings, as Kamailio sends none. SYNC=1s: the journal is forced as often as
#   MariaDB's log and Redis' file are here; SYNC=0s: before each answer, as it is by default. CPUS=1 binds the services to a core. GC: another collector.
. "$(dirname "$0")/common.sh"; prio
options() { sed -n "s/^ *$1) jvm=\"\{0,1\}\([^\";]*\)\"\{0,1\};;.*/\1/p" "$TREE/deploy/src/main/packages/build.sh"; } # of a profile
jvm() { # name heap-MiB main-class arguments...
  local name=$1 heap=$2 main=$3 profile; shift 3
  case $name in lb-*) profile=edge;; proxy-*) profile=proxy;; *) profile=calls;; esac
  # a session is a scheduling group of its own: the same head start as the other side of the bench has
  setsid bash -c 'echo "$0" > /proc/self/autogroup; exec "$@"' "${BENCH_PRIO:--10}" taskset -c "${CPUS:-0-$(($(nproc) - 1))}" java -Xmx"${heap}m" ${GC:--XX:+UseSerialGC} -XX:+UseCompactObjectHeaders $(options $profile) -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED $JVM -cp "$TREE_CLASSES$(class_path)" "$main" "$@" > "$RUN/$name.log" 2>&1 &
  echo $! > "$RUN/$name.pid"
}
service() { # name heap-MiB main-class management-port data-folder redis-database options...
  local name=$1 heap=$2 main=$3 port=$4 data=$5 redis=$6; shift 6; mkdir -p "$data"
  jvm "$name" "$heap" "$main" --server.port="$port" --tandem.config-file="$BENCH_DIR/none.yml" --tandem.secret=bench-bench-bench-bench \
    --tandem.data-dir="$data" --tandem.db.url="$DB_URL" --tandem.redis.uri="redis://127.0.0.1:$REDIS_PORT/$redis" "$@"
}
relay() { # name address:port management-port first-port
  service "$1" 256 io.tandem.relay.RtpRelay "$3" "$BENCH_DIR/data-$1" 0 --tandem.rtp-relay.control.address="${2%:*}" --tandem.rtp-relay.control.port="${2#*:}" \
    --tandem.rtp-relay.ports.first="$4" --tandem.rtp-relay.ports.last=$(($4 + 13999)) --tandem.rtp-relay.ports.quarantine=1s \
    --tandem.rtp-relay.listen.tcp= --tandem.rtp-relay.listen.http= --tandem.rtp-relay.listen.cli=
}
proxy() { # name listen management-port redis-database load-balancer b2bua relay
  service "$1" 512 io.tandem.proxy.ProxyService "$3" "$BENCH_DIR/data-$1" "$4" --tandem.proxy.sip.listen="$2" --tandem.proxy.sip.load-balancers="$5" \
    --tandem.proxy.sip.b2bua="$6" --tandem.proxy.relay.addresses="$7" --tandem.proxy.accounting.node="$1" --tandem.proxy.control.listen= \
    --tandem.proxy.keep-alive.enabled=false --tandem.proxy.accounting.sync="${SYNC:-1s}"
}
ready() { # management ports
  for port; do for _ in $(seq 120); do curl -fs "http://127.0.0.1:$port/actuator/health" > /dev/null && continue 2; sleep 0.5; done; echo "port $port: not healthy"; return 1; done
}
relay_use() { # ice_strip_candidates | never: of the domain, read at the start
  mariadb -uroot -S "$RUN/my.sock" -e "delete from provisioning.voip_dom_preferences where domain_id = 9001;
    insert into provisioning.voip_dom_preferences (domain_id, attribute_id, value)
      select 9001, id, '$1' from provisioning.voip_preferences where attribute = 'use_rtpproxy'"
}
case "$1 $2" in
"start proxy")
  relay_use "${RELAY_USE:-ice_strip_candidates}"
  relay relay-a "$RELAY" 25922 30000
  proxy proxy-a "$PROXY" 25962 0 127.0.0.1:$UAC 127.0.0.1:$UAS "$RELAY"
  ready 25922 25962;;
"start chain")
  relay_use ice_strip_candidates
  relay relay-c 127.0.0.1:25123 25923 46000
  ( # one parent: the generator counts the CPU of a process tree
  proxy proxy-c "$LB_PROXY" 25963 5 "$LB" "$LB_B2BUA" 127.0.0.1:25123
  service b2bua-c 512 io.tandem.b2bua.B2buaService 25980 "$BENCH_DIR/data-b2bua" 5 --tandem.b2bua.listen.address="${LB_B2BUA%:*}" --tandem.b2bua.listen.port="${LB_B2BUA#*:}" \
    --tandem.b2bua.control.listen=
  service lb-c 256 io.tandem.lb.LbService 25960 "$BENCH_DIR/data-lb" 5 --tandem.lb.listen.external[0].name=udp --tandem.lb.listen.external[0].transport=udp \
    --tandem.lb.listen.external[0].address="${LB%:*}" --tandem.lb.listen.external[0].port="${LB#*:}" --tandem.lb.listen.internal="$LB" \
    --tandem.lb.listen.inside[0]="$LB_PROXY" --tandem.lb.listen.inside[1]="$LB_B2BUA" --tandem.lb.target.proxies[0].address="$LB_PROXY" \
    --tandem.lb.dos.whitelisted-ips=127.0.0.1
  wait ) & echo $! > "$RUN/chain.pid"
  ready 25923 25963 25980 25960;;
"start b2bua")
  service b2bua-a 512 io.tandem.b2bua.B2buaService 25981 "$BENCH_DIR/data-b2bua-a" 6 --tandem.b2bua.listen.address="${B2BUA%:*}" \
    --tandem.b2bua.listen.port="${B2BUA#*:}" --tandem.b2bua.control.listen=
  TREE_CLASSES="$TREE/bench/target/classes:$TREE/testkit/target/classes:" jvm jain 512 io.tandem.bench.peer.JainB2bua "${JAIN%:*}" "${JAIN#*:}"
  ready 25981
  until grep -q '^ready' "$RUN/jain.log"; do kill -0 "$(pid jain)" || { tail "$RUN/jain.log"; exit 1; }; sleep 0.2; done;;
"stop proxy") for p in proxy-a relay-a; do stop_pid "$RUN/$p.pid"; done;;
"stop b2bua") for p in b2bua-a jain; do stop_pid "$RUN/$p.pid"; done;;
"stop chain") for p in lb-c b2bua-c proxy-c relay-c chain; do stop_pid "$RUN/$p.pid"; done;;
*) sed -n 2,2p "$0"; exit 2;;
esac
