#!/bin/bash
# scale.sh      100,000 subscribers: 100,000 phones register (RATE a second), the proxy's resident set before and after, and the seconds
# from the start of its process to the first call it passes on. Needs `env.sh up`; starts and ends the proxy itself.
. "$(dirname "$0")/common.sh"; prio
USERS=100000 RATE=${RATE:-800}
M="mariadb -uroot -S $RUN/my.sock"
[ "$($M -Ne 'select count(*) from provisioning.voip_subscribers')" -ge $USERS ] || $M < "$HERE/scale.sql" || exit 1
rss() { echo "$1: RSS $(( $(awk '/VmRSS/ { print $2 }' "/proc/$(pid proxy-a)/status") / 1024 )) MiB, most $(( $(awk '/VmHWM/ { print $2 }' "/proc/$(pid proxy-a)/status") / 1024 )) MiB"; }
"$HERE/tandem.sh" start proxy || exit 1
rss "started"
"$SHARED/bin/gen.sh" --target "$PROXY" --pid "$(pid proxy-a)" --mode prereg --users $USERS --socks 1 --rate "$RATE" --label "register" --uac $UAC --uas $UAS
rss "$USERS bindings"
redis-cli -p "$REDIS_PORT" info keyspace | grep db0
"$HERE/tandem.sh" stop proxy
for round in 1 2 3; do
  python3 "$HERE/first_call.py" "${PROXY#*:}" $UAC $UAS & caller=$!
  sleep 0.3; "$HERE/tandem.sh" start proxy || exit 1
  wait $caller || exit 1
  rss "round $round"; "$HERE/tandem.sh" stop proxy
done
