#!/bin/bash
# b2bua.sh      the B2BUA beside one that is written on the JAIN-SIP stack (io.tandem.bench.peer.JainB2bua): SIPp calls, and answers, through each in turn at
#               the same rate; CPU per call of each round, then the medians and their ratio. Needs `env.sh up`, and
#               `mvn -q -Dfast -DskipTests -pl bench,deploy -am package`.
#   ROUNDS=3 RATE=150 N=4000 FIRST=10000: FIRST calls warm each up before the first round
. "$(dirname "$0")/common.sh"; prio
ROUNDS=${ROUNDS:-3} RATE=${RATE:-150} N=${N:-4000} FIRST=${FIRST:-10000} CALLER=26600 CALLEE=26601
cpu() { set -- $(sed 's/.*) //' "/proc/$(pid "$1")/stat"); echo $(( (${12} + ${13}) * 10000 )); } # microseconds
calls() { # address number
  sipp -sf "$HERE/b2bua-caller.xml" -i 127.0.0.1 -p $CALLER -s bob -m "$2" -r "$RATE" -l 20000 -nostdin -set callee "$CALLEE" -timeout 600s "$1" > "$RUN/sipp-caller.log" 2>&1
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
"$HERE/tandem.sh" start b2bua || exit 1
sipp -sn uas -i 127.0.0.1 -p $CALLEE -nostdin > "$RUN/sipp-callee.log" 2>&1 & callee=$!
trap 'kill $callee; "$HERE/tandem.sh" stop b2bua' EXIT
for side in "b2bua-a $B2BUA" "jain $JAIN"; do calls "${side#* }" "$FIRST" || { echo "${side% *}: calls failed in the warm-up"; tail -30 "$RUN/sipp-caller.log"; exit 1; }; done
rm -f "$RUN"/b2bua-cpu.*
for round in $(seq "$ROUNDS"); do
  for side in "b2bua-a $B2BUA" "jain $JAIN"; do
    before=$(cpu "${side% *}"); calls "${side#* }" "$N"; failed=$?
    used=$(( ($(cpu "${side% *}") - before) / N ))
    echo "$used" >> "$RUN/b2bua-cpu.${side% *}"
    echo "round $round, ${side% *}, $RATE calls/s: $used us per call$([ $failed = 0 ] || echo ', CALLS FAILED')"
  done
done
ours=$(median < "$RUN/b2bua-cpu.b2bua-a") theirs=$(median < "$RUN/b2bua-cpu.jain")
awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "Tandem %d us, JAIN-SIP %d us per call: %.2f\n", a, b, a / b }'
