#!/bin/bash
# install.sh DEBS FOLDER     Installs the packages on a copy of this Debian (an overlay that is thrown away), starts every unit's own command line with
# its user, groups and capabilities, lets two phones call each other, upgrades, ends the services and purges. FOLDER has mysql.sock and redis.sock, which
# lead to empty servers. Run it as root by `unshare --mount --mount-proc --pid --net --fork`; a line per step, the exit status of the first that fails.
set -euo pipefail
debs=$(realpath "$1") folder=$(realpath "$2")
mount --make-rprivate /
mount -t tmpfs none /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
root=/mnt/root
mkdir -p $root/srv/test
mount -t proc proc $root/proc; mount --bind /dev $root/dev; mount --bind "$folder" $root/srv/test; mount -t tmpfs none $root/run
ip link set lo up
in_root() { chroot $root "$@"; }
unit() { sed -n "s/^$2=//p" "$root/lib/systemd/system/$1.service" | tail -1; }

cp "$debs"/*.deb $root/root/
in_root sh -c 'dpkg -i /root/tandem-*.deb' > "$folder/dpkg.log" 2>&1 || { tail -20 "$folder/dpkg.log"; exit 1; }
echo "installed"
grep -q 'secret: "[0-9a-f]\{48\}"' $root/etc/tandem/secret.yml
[ "$(in_root stat -c '%a %U %G' /etc/tandem/secret.yml)" = "640 root tandem" ]
in_root sh -c 'systemd-analyze verify /lib/systemd/system/tandem*' 2>&1 | tee "$folder/verify.log"
[ ! -s "$folder/verify.log" ]
for one in $root/lib/systemd/system/tandem-*.service; do
  name=$(basename "$one" .service)
  in_root systemd-analyze security --offline=true --threshold=30 "$name.service" > "$folder/security-$name.log" || { tail -1 "$folder/security-$name.log"; exit 1; }
done
echo "units are sound"
in_root sh -c 'mkdir -p /srv/site/etc/tandem && cp /usr/share/doc/tandem-common/examples/pro/*.yml /etc/tandem/secret.yml /srv/site/etc/tandem/ \
  && tandem cfg --root /srv/site --node sp1 check' > "$folder/cfg.log" 2>&1 || { tail -20 "$folder/cfg.log"; exit 1; }
echo "the example of a pair is taken"

socat TCP-LISTEN:3306,bind=127.0.0.1,fork,reuseaddr "UNIX-CONNECT:$folder/mysql.sock" &
socat TCP-LISTEN:6379,bind=127.0.0.1,fork,reuseaddr "UNIX-CONNECT:$folder/redis.sock" &
cat >> $root/etc/tandem/config.yml <<'YAML'
  db:
    url: "jdbc:mysql://127.0.0.1:3306/?useInformationSchema=false&rewriteBatchedStatements=true&connectionTimeZone=UTC&allowPublicKeyRetrieval=true&sslMode=PREFERRED"
    username: tandem
    password: tandem
  redis:
    uri: redis://127.0.0.1:6379
YAML

mkdir $root/run/notify; chmod 777 $root/run/notify
start() { # unit: as systemd would, but for seccomp and mounts
  local name=$1 user state capabilities
  user=$(unit "$name" User) state=$(unit "$name" StateDirectory)
  capabilities=-all$(unit "$name" CapabilityBoundingSet | tr 'A-Z ' 'a-z\n' | sed -n 's/^cap_\(.\+\)/,+\1/p' | tr -d '\n')
  install -d -m 750 "$root/var/lib/$state"; in_root chown "$user:$user" "/var/lib/$state"
  socat -u "UNIX-RECV:$root/run/notify/$name,mode=666" "OPEN:$folder/notify-$name,creat,append" &
  until [ -S "$root/run/notify/$name" ]; do sleep 0.05; done
  # shellcheck disable=SC2046
  chroot $root setpriv --reuid "$user" --regid "$user" --init-groups --inh-caps "$capabilities" --ambient-caps "$capabilities" --bounding-set "$capabilities" \
    --no-new-privs env -i PATH=/usr/bin:/bin LANG=C.UTF-8 NOTIFY_SOCKET="/run/notify/$name" WATCHDOG_USEC=30000000 \
    sh -c 'cd "$0" && exec "$@"' "/var/lib/$state" $(unit "$name" ExecStart) > "$folder/$name.log" 2>&1 &
  echo $! > "$folder/$name.pid"
}
await() { # unit word: until the service manager heard it
  for _ in $(seq 600); do
    ! grep -q "$2" "$folder/notify-$1" 2>/dev/null || return 0
    kill -0 "$(cat "$folder/$1.pid")" 2>/dev/null || break
    sleep 0.2
  done
  echo "$1 did not say $2:"; tail -15 "$folder/$1.log"; exit 1
}
services="tandem-api tandem-relay tandem-b2bua tandem-proxy tandem-lb tandem-appserver tandem-billing tandem-ha"
set -f # the class path has an asterisk for Java
for name in $services; do start "$name"; [ "$name" != tandem-api ] || await "$name" READY=1; done
for name in $services; do await "$name" READY=1; echo "$name is ready"; done
set +f
for name in $services; do
  [ "$(stat -c %u "/proc/$(cat "$folder/$name.pid")")" = "$(in_root id -u "$(unit "$name" User)")" ] || { echo "$name does not run as $(unit "$name" User)"; exit 1; }
done
in_root tandem-check-active
in_root tandem call --seconds 2 > "$folder/call.log" 2>&1 || { tail -40 "$folder/call.log"; exit 1; }
echo "two phones have called each other"

cp $root/etc/tandem/secret.yml "$folder/secret.before"; cp $root/etc/tandem/config.yml "$folder/config.before"
# with a JVM that makes no start-up cache
in_root env JAVA_TOOL_OPTIONS=-XX:NoSuchOption sh -c 'dpkg -i --force-confold /root/tandem-*.deb' > "$folder/upgrade.log" 2>&1 || { tail -20 "$folder/upgrade.log"; exit 1; }
if [ -e $root/usr/lib/tandem/classes.lst ]; then grep -q "no start-up cache" "$folder/upgrade.log"; fi
[ ! -e $root/var/cache/tandem/tandem.aot ]
cmp "$folder/secret.before" $root/etc/tandem/secret.yml
cmp "$folder/config.before" $root/etc/tandem/config.yml
echo "an upgrade keeps the settings"

for name in $services; do kill "$(cat "$folder/$name.pid")"; done
for name in $services; do
  status=0; wait "$(cat "$folder/$name.pid")" || status=$?
  [ $status = 0 ] || [ $status = "$(unit "$name" SuccessExitStatus)" ] || { echo "$name ended with $status"; tail -15 "$folder/$name.log"; exit 1; }
  await "$name" STOPPING=1
done
echo "all have ended"
in_root sh -c 'dpkg -P $(dpkg-query -W -f "\${Package}\n" "tandem-*")' > "$folder/purge.log" 2>&1 || { tail -20 "$folder/purge.log"; exit 1; }
[ ! -e $root/usr/lib/tandem ] && [ ! -e $root/etc/tandem ] || { ls -R $root/etc/tandem $root/usr/lib/tandem | head; exit 1; }
[ -d $root/var/lib/tandem/proxy-service ]
echo "purged; the data stays"
