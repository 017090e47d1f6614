#!/bin/bash
# side-by-side.sh      interleaved rounds of Tandem against Kamailio, one figure per line, then medians and ratios.
#   ROUNDS=3 N=8000 WARM=4000 FIRST=12000 REG_RATE=500 CALL_RATE=300 REAL_RATE=150 USERS=10000 SETS="reg legb lega chain"
# Sets, each Kamailio first (2 children, db_mode 1, -x fm -X fm):
#   reg    REGISTER/401/REGISTER/200; Tandem: the proxy alone
#   legb   plain call; Tandem: the B2BUA's INVITE through the proxy to the registered contact
#   lega   authenticated call with preferences, counters and accounting; Tandem: the caller's INVITE through the proxy to the B2BUA, with
#          relay control (offer, answer, delete) as well
#   chain  the same Kamailio call; Tandem: LB, proxy, B2BUA, proxy, LB, i.e. five hops and two dialogs for Kamailio's one hop; alone in its run
. "$(dirname "$0")/common.sh"; prio
OUT=${OUT:-$RUN/tandem-$(date +%H%M%S)}; N=${N:-8000} WARM=${WARM:-4000} USERS=${USERS:-10000}
REG_RATE=${REG_RATE:-500} CALL_RATE=${CALL_RATE:-300} REAL_RATE=${REAL_RATE:-150} SETS=${SETS:-reg legb lega chain}

kamailio_up() { # name address options...
  local name=$1 port=${2#*:}; shift 2; stop_pid "$RUN/$name.pid"; mkdir -p "$RUN/$name"
  ss -Huln "sport = :$port" | grep . > /dev/null && { echo "port $port is taken"; exit 1; }
  kamailio -f "$SHARED/kamailio/kamailio-bench.cfg" -m 1024 -M 16 -x fm -X fm -w "$RUN/$name" -Y "$RUN/$name" -DD -E -A PORT="$port" \
    -A DBURL="\"mysql://kam:kam@127.0.0.1:$DB_PORT/kam\"" -A CHILDREN=2 -A DBMODE=1 "$@" > "$RUN/$name.log" 2>&1 &
  echo $! > "$RUN/$name.pid"; sleep 2.5; kill -0 "$(pid "$name")" || { tail -5 "$RUN/$name.log"; exit 1; }
}
ticks() { local p t=0; for p; do set -- $(sed 's/.*) //' "/proc/$(pid "$p")/stat"); echo "$p=$(( (${12} + ${13}) * 10000 ))"; done; }
run() { # set label address pid-name mode rate warm options...
  local set=$1 label=$2 address=$3 process=$4 mode=$5 rate=$6 warm=$7; shift 7
  "$SHARED/bin/gen.sh" --target "$address" --pid "$(pid "$process")" --mode "$mode" --users "$USERS" --socks 1 --rate "$rate" --warm "$warm" --n "$N" \
    --label "$label" --json "$OUT.$set.jsonl" "$@"
}
prereg() { # address [uac uas]
  "$SHARED/bin/gen.sh" --target "$1" --pid 1 --mode prereg --users "$USERS" --socks 1 --rate 400 --label prereg --uac "${2:-$UAC}" --uas "${3:-$UAS}" > /dev/null
}
parts() { # set label processes: CPU microseconds of each process per operation, warm-up included
  local p now before
  for p in $3; do now=$(ticks "$p"); before=$(grep "^$p=" "$RUN/ticks.before"); echo "$2 $p $(( (${now#*=} - ${before#*=}) / (N + $4) ))" >> "$OUT.parts.txt"; done
}
shopt -s extglob
kamailio_up kam "$KAM"; prereg "$KAM"
case $SETS in *lega*|*chain*) kamailio_up kam-real "$KAM_REAL" -A AUTHINV -A REAL;; esac
# The load balancer calls phones where their REGISTER came from, so for it they register from the sockets that answer calls.
case $SETS in *reg*|*leg*) prereg "$PROXY";; *chain*) prereg "$LB" $UAS $UAC;; esac
warm=${FIRST:-12000}
for round in $(seq "${ROUNDS:-3}"); do
  for set in $SETS; do case $set in
    reg) run reg kamailio "$KAM" kam reg "$REG_RATE" 4000; run reg tandem "$PROXY" proxy-a reg "$REG_RATE" "$warm";;
    legb) run legb kamailio "$KAM" kam call "$CALL_RATE" 4000; run legb tandem "$PROXY" proxy-a call "$CALL_RATE" "$warm" --uac $UAS --uas $UAC;;
    lega) run lega kamailio "$KAM_REAL" kam-real call "$REAL_RATE" 2000; ticks proxy-a relay-a > "$RUN/ticks.before"
      run lega tandem "$PROXY" proxy-a call "$REAL_RATE" "$warm"; parts lega lega "proxy-a relay-a" "$warm";;
    chain) run chain kamailio "$KAM_REAL" kam-real call "$REAL_RATE" 2000; ticks lb-c proxy-c b2bua-c relay-c > "$RUN/ticks.before"
      run chain tandem "$LB" chain call "$REAL_RATE" "$warm"; parts chain chain "lb-c proxy-c b2bua-c relay-c" "$warm";;
  esac; done; warm=$WARM
done
for k in kam kam-real; do stop_pid "$RUN/$k.pid"; done
for set in $SETS; do java "$SHARED/gen/Report.java" "$OUT.$set.jsonl" kamailio; done
[ ! -f "$OUT.parts.txt" ] || sort "$OUT.parts.txt" | awk '{ n[$1 " " $2]++; s[$1 " " $2] += $3 } END { for (k in s) print k, s[k] / n[k], "us per operation, warm-up included" }'
