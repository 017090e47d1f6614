#!/bin/bash
# compare.sh FOLDER SECONDS KINDS LABEL=CLASSPATH ...    Several versions of the API after each other over one database, as run.sh measures one.
# Each class path holds provisioning-api and testkit (see README.md); the first one's seeds and migrates. JAVA_OPTS goes to the servers. Prints a table each.
set -eu
here=$(cd "$(dirname "$0")" && pwd); folder=$1; seconds=$2; kinds=$3; java=${JAVA_HOME:+$JAVA_HOME/bin/}java; shift 3
mkdir -p "$folder"; rm -f "$folder/urls"
coproc DATABASES { exec taskset -c 1 "$java" -cp "${1#*=}" "$here/Servers.java" "$folder" "$here/seed.sql" > "$folder/servers.log" 2>&1; }
databases=$DATABASES_PID input=${DATABASES[1]}
api=
trap '[ -z "$api" ] || kill $api; exec {input}>&-; wait $databases' EXIT
for _ in $(seq 600); do [ -s "$folder/urls" ] && break; kill -0 $databases || { tail "$folder/servers.log"; exit 1; }; sleep 0.5; done
. "$folder/urls"
for version in "$@"; do
  label=${version%%=*} cp=${version#*=}
  taskset -c 0 "$java" -Xmx384m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED ${JAVA_OPTS:-} -cp "$cp" io.tandem.provisioning.ProvisioningApi \
    --server.port=21443 --tandem.api.subscriber.port=21444 --management.server.port=21543 --tandem.secret=bench-bench-bench-bench \
    --tandem.data-dir="$folder/data" --tandem.config-file="$folder/none.yml" --tandem.db.url="$DB_URL" --tandem.redis.uri="$REDIS_URL" \
    > "$folder/api-$label.log" 2>&1 &
  api=$!
  for _ in $(seq 240); do
    curl -fs http://127.0.0.1:21543/actuator/health > /dev/null && break
    kill -0 $api || { tail "$folder/api-$label.log"; exit 1; }
    sleep 0.5
  done
  echo "$label, $(date +%T), load $(cut -d' ' -f1 /proc/loadavg)"
  taskset -c 1 "$java" -cp "$cp" "$here/Load.java" https://127.0.0.1:21443 "$DB_URL" $api "$seconds" "$kinds"
  echo "RSS of the server, most: $(($(awk '/VmHWM/ {print $2}' /proc/$api/status) / 1024)) MiB"
  kill $api; wait $api || true; api=
done
