#!/bin/bash
# build.sh DIST OUT VERSION     Debian packages of what lies in DIST/lib into the folder OUT: tandem-common with the JVM, one package a service,
# and tandem-ce, tandem-pro and tandem-carrier, which bring the services of a kind of node. JAVA_HOME is the JDK whose run-time image is packed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); dist=$1 out=$2 version=$3
docs=$(cd "$here/../../../../docs" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$out"; rm -f "$out"/tandem-*.deb
modules=java.se,jdk.unsupported,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.zipfs,jdk.crypto.cryptoki,jdk.localedata

control() { # package architecture depends description
  local root=$work/$1
  install -d "$root/DEBIAN"
  printf 'Package: %s\nVersion: %s\nArchitecture: %s\nMaintainer: Tandem <root@localhost>\nSection: net\nPriority: optional\nDepends: %s\nDescription: %s\n' \
    "$1" "$version" "$2" "$3" "$4" > "$root/DEBIAN/control"
}
pack() { # package
  dpkg-deb --root-owner-group -Zgzip -z1 --build "$work/$1" "$out/${1}_${version}_$(sed -n 's/^Architecture: //p' "$work/$1/DEBIAN/control").deb" > /dev/null
}
script() { # package name body: a maintainer script
  printf '#!/bin/sh\nset -e\n%s\n' "$3" > "$work/$1/DEBIAN/$2"; chmod 755 "$work/$1/DEBIAN/$2"
}

common() {
  local root=$work/tandem-common
  control tandem-common "$(dpkg --print-architecture)" "libc6, systemd, libnftables1, git" "SIP switch: what all services share"
  cp -r "$here/common/." "$root/"
  install -d "$root/usr/lib/tandem/lib" "$root/usr/share/doc/tandem-common" "$root/usr/lib/sysusers.d"
  install -m 644 "$dist"/lib/*.jar "$root/usr/lib/tandem/lib/"
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" --include-locales en,de --strip-debug --no-header-files --no-man-pages --output "$root/usr/lib/tandem/jre"
  cp -r "$docs/configuration.md" "$docs/handbook" "$root/usr/share/doc/tandem-common/"
  install -d "$root/usr/share/tandem/monitoring" "$root/usr/lib/tandem/prosody"
  install -m 644 "$here"/../monitoring/* "$root/usr/share/tandem/monitoring/"
  install -m 644 "$here"/../xmpp/mod_auth_tandem.lua "$root/usr/lib/tandem/prosody/"
  cp -r "$here/../site" "$root/usr/share/doc/tandem-common/examples"
  if compgen -G "$dist/classes.*.log" > /dev/null; then
    sed -n 's/^\([^ ]*\) source: .*/\1/p' "$dist"/classes.*.log | grep -v '\$\$\|/0x\|^\[\|LambdaForm\|\.Proxy[0-9]\|\$Proxy[0-9]' | LC_ALL=C sort -u > "$root/usr/lib/tandem/classes.lst"
  else
    echo "no start-up cache: there was no training run; './tandem up' before './tandem package' makes one" >&2
  fi
  install -d "$root/usr/lib/ocf/resource.d/tandem"
  install -m 755 "$here/../ocf/node" "$root/usr/lib/ocf/resource.d/tandem/"
  printf 'g tandem -\ng tandem-ha -\n' > "$root/usr/lib/sysusers.d/tandem-common.conf"
  chmod 640 "$root/etc/tandem/config.yml"
  echo /etc/tandem/config.yml > "$root/DEBIAN/conffiles"
  script tandem-common postinst "$(cat "$here/common.postinst")"
  script tandem-common postrm 'if [ "$1" = remove ] || [ "$1" = purge ]; then rm -rf /var/cache/tandem; fi
if [ "$1" = purge ]; then rm -f /etc/tandem/secret.yml; rmdir --ignore-fail-on-non-empty /etc/tandem 2>/dev/null || true; fi'
  pack tandem-common
}
unit() { # package folder main heap profile capabilities title
  local jvm=
  case $5 in
    control) jvm=-XX:TieredStopAtLevel=1;;
    calls) jvm="-XX:MetaspaceSize=96m -Xmn16m -XX:SurvivorRatio=16 -XX:MaxTenuringThreshold=0 -XX:Tier4InvocationThreshold=1500 -XX:Tier4MinInvocationThreshold=300 -XX:Tier4CompileThreshold=4000 -XX:TrimNativeHeapInterval=60000";;
    proxy) jvm="-XX:MetaspaceSize=96m -Xmn24m -XX:SurvivorRatio=16 -XX:MaxTenuringThreshold=0 -XX:Tier4InvocationThreshold=1500 -XX:Tier4MinInvocationThreshold=300 -XX:Tier4CompileThreshold=4000 -XX:TrimNativeHeapInterval=60000";;
    edge) jvm="-Xms16m -Xmn6m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:TrimNativeHeapInterval=5000";;
  esac
  # who shares the start-up cache: as JvmProfile. One that is missing or belongs to other jars is passed over
  local cache="-XX:AOTCache=/var/cache/tandem/tandem.aot -Xlog:aot=off"
  [ "$5" != edge ] || cache=
  local only=$here/only/any; [ ! -f "$here/only/$1" ] || only=$here/only/$1
  sed -e "s|@PACKAGE@|$1|; s|@FOLDER@|$2|; s|@MAIN@|$3|; s|@HEAP@|$4|; s|@JVM@|$jvm|; s|@CACHE@|$cache|; s|@CAPABILITIES@|$6|; s|@TITLE@|$7|; s|@MEMORY@|$(($4 * 2 + 512))|" \
    -e "/@ONLY@/{r $only
d}" -e "$([ "$1" != ha ] || echo 's/ mariadb.service mysql.service//')" "$here/unit.in" # who waits for the HA manager's word is not waited for by it
}
service() { # a line of services.tsv
  local package=tandem-$1 root=$work/tandem-$1
  control "$package" all "tandem-common (= $version)" "SIP switch: $7"
  install -d "$root/lib/systemd/system" "$root/usr/lib/sysusers.d"
  unit "$@" > "$root/lib/systemd/system/$package.service"
  printf 'u %s - "Tandem %s" /var/lib/tandem\nm %s tandem\n' "$package" "$7" "$package" > "$root/usr/lib/sysusers.d/$package.conf"
  if [ "$1" = ha ]; then
    install -d "$root/usr/bin" "$root/etc/update-motd.d"
    for one in check-active make-active make-standby; do ln -s tandem "$root/usr/bin/tandem-$one"; done
    install -m 755 "$here/../login/20-tandem-role" "$root/etc/update-motd.d/"
    install -d "$root/usr/lib/tandem" "$root/lib/systemd/system/mariadb.service.d"
    install -m 755 "$here/../database/mariadb-recovery" "$root/usr/lib/tandem/"
    install -m 644 "$here/../database/mariadb.service.d/tandem.conf" "$root/lib/systemd/system/mariadb.service.d/"
    echo /etc/update-motd.d/20-tandem-role > "$root/DEBIAN/conffiles"
  fi
  script "$package" postinst "$(sed "s|@UNIT@|$package|" "$here/service.postinst")"
  script "$package" prerm "$(sed "s|@UNIT@|$package|" "$here/service.prerm")"
  script "$package" postrm "if [ \"\$1\" = purge ]; then rm -f /etc/systemd/system/tandem.target.wants/$package.service; fi"
  pack "$package"
}
meta() { # kind description services
  local kind=$1 depends="tandem-common (= $version)" one
  for one in $3; do depends="$depends, tandem-$one (= $version)"; done
  control "tandem-$kind" all "$depends" "$2"
  pack "tandem-$kind"
}

common
while IFS=$'\t' read -r -a line; do
  case ${line[0]} in '#'*) continue;; esac
  service "${line[@]}"
done < <(sed 's/\t\t/\t-\t/' "$here/services.tsv" | sed 's/\t-\t/\t \t/')
all="lb proxy b2bua appserver relay billing api"
meta ce "SIP switch on one node" "$all"
meta pro "SIP switch on a pair of nodes" "$all ha"
meta carrier "SIP switch on several pairs of nodes: every service can be enabled by the node's role" "$all ha"
ls -l "$out"
