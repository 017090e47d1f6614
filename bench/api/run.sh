#!/bin/bash
# run.sh FOLDER [SECONDS] [KINDS]    The REST API over 100,000 subscribers: the server on core 0, MySQL, Redis and the clients on core 1.
# FOLDER keeps the seeded database; KINDS is a pattern of request kinds; CP a class path with provisioning-api and testkit (see README.md); JAVA_OPTS
# goes to the server. Prints a table.
set -eu
here=$(cd "$(dirname "$0")" && pwd); folder=$1; seconds=${2:-20}; kinds=${3:-.}; java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mkdir -p "$folder"; rm -f "$folder/urls"
coproc DATABASES { exec taskset -c 1 "$java" -cp "$CP" "$here/Servers.java" "$folder" "$here/seed.sql" > "$folder/servers.log" 2>&1; }
databases=$DATABASES_PID input=${DATABASES[1]}
api=
trap '[ -z "$api" ] || kill $api; exec {input}>&-; wait $databases' EXIT
for _ in $(seq 600); do [ -s "$folder/urls" ] && break; kill -0 $databases || { tail "$folder/servers.log"; exit 1; }; sleep 0.5; done
. "$folder/urls"
taskset -c 0 "$java" -Xmx384m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED ${JAVA_OPTS:-} -cp "$CP" io.tandem.provisioning.ProvisioningApi \
  --server.port=21443 --management.server.port=21543 --tandem.secret=bench-bench-bench-bench --tandem.data-dir="$folder/data" \
  --tandem.config-file="$folder/none.yml" --tandem.db.url="$DB_URL" --tandem.redis.uri="$REDIS_URL" > "$folder/api.log" 2>&1 &
api=$!
for _ in $(seq 240); do
  curl -fs http://127.0.0.1:21543/actuator/health > /dev/null && break
  kill -0 $api || { tail "$folder/api.log"; exit 1; }
  sleep 0.5
done
taskset -c 1 "$java" -cp "$CP" "$here/Load.java" https://127.0.0.1:21443 "$DB_URL" $api "$seconds" "$kinds"
echo "RSS of the server, most: $(($(awk '/VmHWM/ {print $2}' /proc/$api/status) / 1024)) MiB"
