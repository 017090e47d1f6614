#!/bin/bash
# lab.sh COMMAND ...     Fresh Debian 12 machines of a site, booted with systemd: what an operator has before the first step of handbook/sites.md.
#
#   base                 makes the tree that all machines begin as (debootstrap from Debian's mirror), once
#   up                   the networks: service, cross-N (one for each pair), inner; the router 198.51.100.1, 10.1.0.1, by which the machines reach Debian's mirror
#   boot NODE            switches a machine on; its disk is kept until "wipe" or "down"
#   run NODE [COMMAND]   runs a command, or what is on standard input, as root's login shell would
#   kill NODE            power failure        off NODE    shuts it down in good order       wipe NODE   a new, empty disk
#   freeze|thaw NODE     stops everything of it, so that it costs nothing
#   cable NODE CARD up|down
#   down                 ends and removes everything but the base tree
#
# Root only. State lies in SITES_STATE (.tandem/sites of the tree), which must not be on an overlay.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
state=${SITES_STATE:-$(cd "$here/../../../.." && pwd)/.tandem/sites}
mkdir -p "$state"
hierarchies="systemd unified memory pids freezer cpuset devices blkio"

die() { echo "lab.sh: $*" >&2; exit 1; }

# node card network address[/gateway]
cards() {
  cat <<'TABLE'
sp1 eth0 service 198.51.100.11/24 198.51.100.1
sp1 eth1 cross-0 192.168.255.1/29
sp2 eth0 service 198.51.100.12/24 198.51.100.1
sp2 eth1 cross-0 192.168.255.2/29
lb01a eth0 service 198.51.100.11/24 198.51.100.1
lb01a eth1 inner 10.1.0.11/24
lb01a eth2 cross-1 10.2.1.1/30
lb01b eth0 service 198.51.100.12/24 198.51.100.1
lb01b eth1 inner 10.1.0.12/24
lb01b eth2 cross-1 10.2.1.2/30
prx01a eth0 service 198.51.100.21/24 198.51.100.1
prx01a eth1 inner 10.1.0.21/24
prx01a eth2 cross-2 10.2.2.1/30
prx01b eth0 service 198.51.100.22/24 198.51.100.1
prx01b eth1 inner 10.1.0.22/24
prx01b eth2 cross-2 10.2.2.2/30
db01a eth1 inner 10.1.0.41/24 10.1.0.1
db01a eth2 cross-4 10.2.4.1/30
db01b eth1 inner 10.1.0.42/24 10.1.0.1
db01b eth2 cross-4 10.2.4.2/30
web01a eth0 service 198.51.100.31/24 198.51.100.1
web01a eth1 inner 10.1.0.31/24
web01a eth2 cross-3 10.2.3.1/30
web01b eth0 service 198.51.100.32/24 198.51.100.1
web01b eth1 inner 10.1.0.32/24
web01b eth2 cross-3 10.2.3.2/30
TABLE
}
cards_of() { cards | sed -n "s/^$1 //p" | grep . || die "no machine '$1'"; }
anchor() { [ -e "$state/anchor" ] && kill -0 "$(cat "$state/anchor")" 2> /dev/null || die "the networks are not up"; cat "$state/anchor"; }
inside() { nsenter -t "$(anchor)" -m -n -p -- "$@"; }
# process 1 of the machine, as the machine that runs the lab numbers it
init_of() { [ ! -e "$state/$1.init" ] || cat "$state/$1.init"; }
alive() { local init; init=$(init_of "$1"); [ -n "$init" ] && kill -0 "$init" 2> /dev/null; }

# as this machine's own apt has it; with plain HTTP
mirror() { apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' | sed -n 's/ bookworm$//p' | grep -m 1 '^http://' || die "this machine's apt has no HTTP mirror of bookworm"; }
mirror_host() { mirror | cut -d/ -f3; }

base() {
  [ ! -e "$state/base/usr/lib/systemd/systemd" ] || return 0
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates,iproute2,ifupdown,openssh-server,openssh-client,procps,iputils-ping,nano \
    bookworm "$state/base.part" "$(mirror)" > "$state/debootstrap.log" 2>&1 || die "debootstrap failed: $state/debootstrap.log"
  echo force-unsafe-io > "$state/base.part/etc/dpkg/dpkg.cfg.d/lab" # disks that last an evening
  # downloaded once, installed by each machine itself
  cp /etc/resolv.conf "$state/base.part/etc/resolv.conf"
  echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > "$state/base.part/etc/apt/apt.conf.d/90keep"
  chroot "$state/base.part" sh -c 'apt-get -q update && apt-get -qy install --download-only git mariadb-client chrony prometheus prometheus-alertmanager mariadb-server \
    redis-server prometheus-mysqld-exporter prometheus-redis-exporter nftables libnftables1 corosync pacemaker pacemaker-cli-utils resource-agents iputils-ping msmtp' \
    >> "$state/debootstrap.log" 2>&1 || die "no download: $state/debootstrap.log"
  mv "$state/base.part" "$state/base"
}
up() {
  base
  mkdir -p "$state/run"
  setsid unshare --mount --net --pid --fork --kill-child --mount-proc sleep infinity < /dev/null > /dev/null 2>&1 &
  local pid=
  for _ in $(seq 50); do pid=$(pgrep -P $! || true); [ -z "$pid" ] || break; sleep 0.1; done
  echo "$pid" > "$state/anchor"
  # Debian's mirror over a local socket, which is reached from any network name space: nothing else of the outside is
  setsid socat "UNIX-LISTEN:$state/run/mirror,fork,unlink-early" "TCP:$(mirror_host):80" < /dev/null > /dev/null 2>&1 &
  echo $! > "$state/mirror.pid"
  inside ip link set lo up
  for net in service inner cross-0 cross-1 cross-2 cross-3 cross-4; do
    inside ip link add "$net" type bridge
    inside ip link set "$net" up
  done
  inside ip address add 198.51.100.1/24 dev service
  inside ip address add 10.1.0.1/24 dev inner
  for address in 198.51.100.1 10.1.0.1; do
    inside setsid socat "TCP-LISTEN:80,bind=$address,fork,reuseaddr" "UNIX-CONNECT:$state/run/mirror" < /dev/null > /dev/null 2>&1 &
  done
}
disk() { # a new machine: addresses, name, the mirror
  local node=$1 root=$state/$1/root mirror=198.51.100.1
  mkdir -p "$state/$node"/{upper,work,root}
  local etc=$state/$node/upper/etc
  mkdir -p "$etc/network" "$state/$node/upper/root/.ssh"
  printf 'auto lo\niface lo inet loopback\n' > "$etc/network/interfaces"
  while read -r card _ address gateway; do
    printf 'auto %s\niface %s inet static\n  address %s\n' "$card" "$card" "$address" >> "$etc/network/interfaces"
    [ -z "${gateway:-}" ] || { printf '  gateway %s\n' "$gateway" >> "$etc/network/interfaces"; mirror=$gateway; }
  done < <(cards_of "$node")
  echo "$node" > "$etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n%s %s\n' "$node" "$mirror" "$(mirror_host)" > "$etc/hosts"
  : > "$etc/machine-id"
}
boot() {
  local node=$1 init=
  ! alive "$node" || die "$node runs"
  [ -d "$state/$node/upper" ] || disk "$node"
  inside mount -t overlay overlay -o "lowerdir=$state/base,upperdir=$state/$node/upper,workdir=$state/$node/work" "$state/$node/root"
  local extra=() n=0 card network
  while read -r card network _; do
    extra+=("--network-veth-extra=$node-$n:$card"); n=$((n + 1))
  done < <(cards_of "$node")
  for one in $hierarchies; do
    [ -d "/sys/fs/cgroup/$one" ] || continue
    mkdir -p "/sys/fs/cgroup/$one/sites-$node"
    [ "$one" != cpuset ] || for f in cpus mems; do cat /sys/fs/cgroup/cpuset/cpuset.$f > "/sys/fs/cgroup/cpuset/sites-$node/cpuset.$f"; done
  done
  (
    into_cgroups "$node"
    exec setsid nsenter -t "$(anchor)" -m -n -p -- systemd-nspawn --quiet --register=no --keep-unit --private-network "${extra[@]}" --machine="$node" -D "$state/$node/root" \
      --bind="$state/run:/srv/lab" --capability=all --drop-capability=CAP_SYS_TIME --system-call-filter=@known --resolv-conf=off \
      --boot --console=pipe < /dev/null > "$state/$node.console" 2>&1
  ) &
  echo $! > "$state/$node.spawn"
  for _ in $(seq 300); do
    # the child of nspawn that is process 1 of a name space of its own
    init=$(for p in $(descendants "$(cat "$state/$node.spawn")"); do [ "$(awk '/^NSpid/ {print $NF}' "/proc/$p/status" 2> /dev/null)" != 1 ] || echo "$p"; done | tail -1)
    if [ -n "$init" ]; then
      echo "$init" > "$state/$node.init"
      ! run "$node" systemctl show-environment > /dev/null 2>&1 || break
    fi
    kill -0 "$(cat "$state/$node.spawn")" 2> /dev/null || { tail -20 "$state/$node.console" >&2; die "$node does not start"; }
    sleep 0.2
  done
  n=0
  while read -r card network _; do
    inside ip link set "$node-$n" master "$network" up; n=$((n + 1))
  done < <(cards_of "$node")
  run "$node" sh -c 'until systemctl is-active --quiet basic.target; do sleep 0.2; done; systemctl restart networking' || { tail -20 "$state/$node.console" >&2; die "$node is not up"; }
}
into_cgroups() { local one; for one in $hierarchies; do [ ! -d "/sys/fs/cgroup/$one" ] || echo $BASHPID > "/sys/fs/cgroup/$one/sites-$1/cgroup.procs"; done; }
descendants() { local child; for child in $(pgrep -P "$1"); do echo "$child"; descendants "$child"; done; }
run() {
  local node=$1; shift
  alive "$node" || die "$node does not run"
  into_cgroups "$node"
  nsenter -t "$(init_of "$node")" -a -- env -i HOME=/root USER=root LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:-bash}"
}
gone() { # node: what is left of it
  local one spawn
  spawn=$(cat "$state/$1.spawn" 2> /dev/null || true)
  for _ in $(seq 200); do { [ -n "$spawn" ] && kill -0 "$spawn" 2> /dev/null; } || break; sleep 0.1; done
  rm -f "$state/$1.spawn" "$state/$1.init"
  inside umount "$state/$1/root" || true
  for one in $hierarchies; do [ ! -d "/sys/fs/cgroup/$one/sites-$1" ] || find "/sys/fs/cgroup/$one/sites-$1" -depth -type d -exec rmdir {} + 2> /dev/null || true; done
}
kill_node() { ! alive "$1" || { cables "$1" down; kill -KILL "$(init_of "$1")"; }; gone "$1"; }
off() { run "$1" systemctl poweroff || true; gone "$1"; }
wipe() { ! alive "$1" || die "$1 runs"; rm -rf "${state:?}/$1"; }
cables() { local n=0; while read -r _; do inside ip link set "$1-$n" "$2" || true; n=$((n + 1)); done < <(cards_of "$1"); }
cable() { local n=0 card; while read -r card _; do [ "$card" != "$2" ] || { inside ip link set "$1-$n" "$3"; return; }; n=$((n + 1)); done < <(cards_of "$1"); die "no card $2"; }
down() {
  local node
  for node in $(cards | cut -d' ' -f1 | uniq); do
    [ ! -e "$state/$node.init" ] || { thaw "$node" || true; kill_node "$node"; }
    rm -rf "${state:?}/$node" "$state/$node.console"
  done
  [ ! -e "$state/mirror.pid" ] || { kill "$(cat "$state/mirror.pid")" 2> /dev/null || true; rm "$state/mirror.pid"; }
  [ ! -e "$state/anchor" ] || { kill -KILL "$(cat "$state/anchor")" 2> /dev/null || true; rm "$state/anchor"; }
  rm -rf "$state/run"
}
freeze() { echo FROZEN > "/sys/fs/cgroup/freezer/sites-$1/freezer.state"; }
thaw() { echo THAWED > "/sys/fs/cgroup/freezer/sites-$1/freezer.state"; }

[ "$(id -u)" = 0 ] || die "root only"
command=${1:-}; [ $# = 0 ] || shift
case $command in
  kill) kill_node "$@";;
  base | up | boot | run | off | wipe | freeze | thaw | cable | down) "$command" "$@";;
  *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 64;;
esac
