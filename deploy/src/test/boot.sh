#!/bin/bash
# boot.sh DEBS FOLDER     Boots a copy of this Debian with systemd as process 1 (an overlay that is thrown away), installs the packages and has systemd start
# every unit with all its limits: system call filter, mounts, capabilities, devices, name spaces, memory. Looks at the processes for each limit, lets two phones
# call each other, and looks whether the start-up cache is taken; with MEASURE=yes it measures each start with it and without. FOLDER has mysql.sock and
# redis.sock, which lead to empty servers. Run it as root by `unshare --mount --mount-proc --pid --net --fork --kill-child`; a line per step, the exit status
# of the first that fails.
set -euo pipefail
debs=$(realpath "$1") folder=$(realpath "$2")
mount --make-rprivate /
mount -t tmpfs none /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
root=/mnt/root
mkdir -p $root/srv/test
cp "$debs"/*.deb $root/root/
: > $root/etc/machine-id
# nothing of this machine's own services
mkdir -p $root/etc/systemd/system
rm -rf $root/etc/systemd/system/multi-user.target.wants/*
cat > $root/etc/systemd/system/stores.service <<'UNIT'
[Service]
ExecStart=/bin/sh -c 'socat TCP-LISTEN:3306,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:/srv/test/mysql.sock & exec socat TCP-LISTEN:6379,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:/srv/test/redis.sock'
UNIT
systemd-nspawn --quiet --register=no --keep-unit --private-network --machine=tandem-boot -D $root --bind="$folder:/srv/test" --capability=all \
  --system-call-filter="@known" --boot --console=pipe > "$folder/boot.log" 2>&1 < /dev/null &
spawn=$!
init=
for _ in $(seq 300); do
  init=$(pgrep -P $spawn | head -1) || true
  [ -z "$init" ] || ! nsenter -t "$init" -m -u -i -n -p systemctl show-environment > /dev/null 2>&1 || break
  kill -0 $spawn || { tail -20 "$folder/boot.log"; exit 1; }
  sleep 0.2
done
inside() { nsenter -t "$init" -m -u -i -n -p -- "$@"; }
fail() { echo "$*"; inside journalctl -b --no-pager -n 40; exit 1; }
inside systemctl show-environment > /dev/null || fail "systemd did not start"
echo "booted"

inside sh -c 'dpkg -i /root/tandem-*.deb' > "$folder/boot-dpkg.log" 2>&1 || { tail -20 "$folder/boot-dpkg.log"; exit 1; }
echo "installed"
inside sh -c 'cat >> /etc/tandem/config.yml' <<'YAML'
  db:
    url: "jdbc:mysql://127.0.0.1:3306/?useInformationSchema=false&rewriteBatchedStatements=true&connectionTimeZone=UTC&allowPublicKeyRetrieval=true&sslMode=PREFERRED"
    username: tandem
    password: tandem
  redis:
    uri: redis://127.0.0.1:6379
YAML
# a database that starts after a loss of power waits for the HA manager's word; here it is this script's
inside sh -c 'cd /var/lib/tandem/ha-manager 2> /dev/null || { mkdir -p /var/lib/tandem/ha-manager; cd /var/lib/tandem/ha-manager; }
  echo "2 1" > database-protected
  systemctl start --no-block mariadb
  for _ in $(seq 300); do [ ! -d database-starts ] || break; sleep 0.1; done
  [ "$(systemctl show -p ActiveState --value mariadb)" = activating ] && cat /run/tandem-mariadb.cnf && echo cut > database-recovery
  for _ in $(seq 300); do [ "$(systemctl show -p ActiveState --value mariadb)" = activating ] || break; sleep 0.1; done
  systemctl is-active mariadb && [ ! -e /run/tandem-mariadb.cnf ] && [ ! -e database-starts ] && rm database-protected && systemctl restart mariadb && systemctl stop mariadb' \
  > "$folder/boot-mariadb.log" 2>&1 || { cat "$folder/boot-mariadb.log"; fail "MariaDB does not start by its drop-in"; }
inside journalctl -b --no-pager -u mariadb | grep 'prepared only are cut off' > /dev/null || fail "nobody has told MariaDB what its crash recovery may do"
echo "a database waits for the HA manager's word"
inside systemctl start stores
units="tandem-api tandem-relay tandem-b2bua tandem-proxy tandem-lb tandem-appserver tandem-billing tandem-ha"
inside systemctl start tandem-api || fail "tandem-api does not start"
inside systemctl start tandem.target
for unit in $units; do
  for _ in $(seq 300); do
    case $(inside systemctl show -p ActiveState --value "$unit") in active) break;; failed) fail "$unit failed";; esac
    sleep 0.5
  done
  [ "$(inside systemctl is-active "$unit")" = active ] || fail "$unit is not active"
done
echo "all units are active"

# proc UNIT FIELD: of the unit's main process
proc() { inside sh -c 'sed -n "s/^$2:[[:space:]]*//p" "/proc/$(systemctl show -p MainPID --value "$1")/status"' sh "$1" "$2"; }
into() { inside sh -c 'pid=$(systemctl show -p MainPID --value "$1"); shift; exec nsenter -t "$pid" -m -- "$@"' sh "$@"; }
for unit in $units; do
  [ "$(proc "$unit" Seccomp)" = 2 ] || fail "$unit has no system call filter"
  [ "$(proc "$unit" NoNewPrivs)" = 1 ] || fail "$unit may gain privileges"
  wanted=$(inside systemctl show -p CapabilityBoundingSet --value "$unit" | tr 'a-z' 'A-Z' | tr ' ' '\n' | sed '/^$/d' | LC_ALL=C sort | paste -sd, | tr 'A-Z' 'a-z')
  has=$(inside capsh --decode="$(proc "$unit" CapBnd)" | sed 's/.*=//' | tr ',' '\n' | sed '/^$/d' | LC_ALL=C sort | paste -sd,)
  [ "$wanted" = "$has" ] || fail "$unit: capabilities '$has' instead of '$wanted'"
  [ "$(inside sh -c 'stat -c %U "/proc/$(systemctl show -p MainPID --value "$1")"' sh "$unit")" = "$unit" ] || fail "$unit runs as somebody else"
  ! into "$unit" sh -c 'echo x > /usr/lib/tandem/lib/x' 2> /dev/null || fail "$unit: root's files can be written"
  ! into "$unit" sh -c 'ls /home/* /root/* > /dev/null 2>&1 && [ -n "$(ls -A /root)" ]' 2> /dev/null || fail "$unit sees homes"
  ! into "$unit" test -e /dev/kmsg || fail "$unit sees devices"
  ! into "$unit" sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward' 2> /dev/null || fail "$unit: kernel settings can be changed"
  [ "$(inside systemctl show -p NRestarts --value "$unit")" -le 10 ] || fail "$unit was started $(inside systemctl show -p NRestarts --value "$unit") times"
done
echo "every limit holds"
! inside journalctl -b --no-pager | grep -i 'SIGSYS\|Operation not permitted\|audit.*type=1326' | grep -i tandem > "$folder/refused.log" || { cat "$folder/refused.log"; exit 1; }
inside tandem call --seconds 2 > "$folder/boot-call.log" 2>&1 || { tail -20 "$folder/boot-call.log"; fail "no call"; }
echo "two phones have called each other under all limits"

start_millis() { # UNIT: of the last start, from the fork until it said READY=1
  local from to
  from=$(inside systemctl show -p ExecMainStartTimestampMonotonic --value "$1") to=$(inside systemctl show -p ActiveEnterTimestampMonotonic --value "$1")
  echo $(((to - from) / 1000))
}
measure() { [ -z "${MEASURE:-}" ] || for unit in $units; do inside systemctl restart "$unit"; printf '%s %s=%s\n' "$1" "$unit" "$(start_millis "$unit")"; done; }
if inside test -s /var/cache/tandem/tandem.aot; then
  inside ls -l /var/cache/tandem/tandem.aot
  measure cached | tee "$folder/start-times"
  # a JVM that must have the cache starts with the one that the installation made
  inside setpriv --reuid tandem-proxy --clear-groups /usr/lib/tandem/jre/bin/java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:AOTMode=on -XX:AOTCache=/var/cache/tandem/tandem.aot \
    --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir=/tmp -cp '/usr/lib/tandem/lib/*' io.tandem.cli.suite.ClassPreload /dev/null > /dev/null || fail "the cache is not taken"
  inside mv /var/cache/tandem/tandem.aot /var/cache/tandem/away
  measure plain | tee -a "$folder/start-times"
  inside sh -c 'head -c 1000000 /var/cache/tandem/away > /var/cache/tandem/tandem.aot'
  inside systemctl restart tandem-proxy || fail "a broken cache hinders a start"
  echo "a cache that is broken or missing is passed over"
fi
inside systemctl stop tandem.target || fail "tandem.target does not stop"
for unit in $units; do
  for _ in $(seq 100); do [ "$(inside systemctl show -p ActiveState --value "$unit")" != inactive ] || break; sleep 0.3; done
  [ "$(inside systemctl show -p Result --value "$unit")" = success ] || fail "$unit ended badly"
done
echo "all have ended"
inside systemctl poweroff || true
for _ in $(seq 100); do kill -0 $spawn 2> /dev/null || break; sleep 0.2; done
