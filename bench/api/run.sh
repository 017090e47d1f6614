#!/bin/bash
# run.sh FOLDER [REQUESTS]    The REST API over 100,000 subscribers: the server on core 0, MySQL, Redis and the clients on core 1.
# FOLDER keeps the seeded database; CP is a class path with provisioning-api and testkit (see README.md). Prints a table.
set -eu
here=$(cd "$(dirname "$0")" && pwd); folder=$1; requests=${2:-4000}; java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mkdir -p "$folder"; rm -f "$folder/urls"
coproc DATABASES { exec taskset -c 1 "$java" -cp "$CP" "$here/Servers.java" "$folder" "$here/seed.sql" > "$folder/servers.log" 2>&1; }
databases=$DATABASES_PID
trap 'kill $api 2> /dev/null; exec {DATABASES[1]}>&-; wait $databases' EXIT
api=
for _ in $(seq 600); do [ -s "$folder/urls" ] && break; kill -0 $databases || { tail "$folder/servers.log"; exit 1; }; sleep 0.5; done
. "$folder/urls"
taskset -c 0 "$java" -Xmx384m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$CP" io.tandem.provisioning.ProvisioningApi --server.port=21443 \
  --management.server.port=21543 --tandem.secret=bench-bench-bench-bench --tandem.data-dir="$folder/data" --tandem.config-file="$folder/none.yml" \
  --tandem.db.url="$DB_URL" --tandem.redis.uri="$REDIS_URL" > "$folder/api.log" 2>&1 &
api=$!
for _ in $(seq 240); do curl -fs http://127.0.0.1:21543/actuator/health > /dev/null && break; kill -0 $api || { tail "$folder/api.log"; exit 1; }; sleep 0.5; done
taskset -c 1 "$java" -cp "$CP" "$here/Load.java" https://127.0.0.1:21443 "$DB_URL" "$requests"
echo "RSS of the server: $(($(awk '/VmRSS/ {print $2}' /proc/$api/status) / 1024)) MiB, most: $(($(awk '/VmHWM/ {print $2}' /proc/$api/status) / 1024)) MiB"
