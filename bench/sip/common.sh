# Settings of the adapter scripts; every value can be overridden from the environment.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export BENCH_DIR=${BENCH_DIR:-/tmp/bench-sip}                      # scratch: data folders, logs, results
SHARED=${SHARED:-$HERE/../../../shared/bench/sip}                  # generator, Kamailio's configuration, databases
TREE=${TREE:-$(cd "$HERE/../.." && pwd)}                           # a built tree: deploy/target/dist/lib/*.jar
[ -f "$SHARED/bin/common.sh" ] || { echo "no generator in $SHARED; SHARED names its folder, see README.md" >&2; exit 1; }
. "$SHARED/bin/common.sh"
RUN=$BENCH_DIR/run
KAM=127.0.0.1:25060 KAM_REAL=127.0.0.1:25061                       # Kamailio bare, and with AUTHINV and REAL
PROXY=127.0.0.1:25062 RELAY=127.0.0.1:25122                        # the proxy alone, its relay
UAC=26000 UAS=27000                                                # the generator's sockets: what the proxy alone takes for LB and B2BUA
B2BUA=127.0.0.1:25082 JAIN=127.0.0.1:25083                          # the B2BUA alone, and the one on JAIN-SIP
LB=127.0.0.1:25160 LB_PROXY=127.0.0.1:25162 LB_B2BUA=127.0.0.1:25180
DB_URL="jdbc:mysql://127.0.0.1:$DB_PORT/?useInformationSchema=false&rewriteBatchedStatements=true&cachePrepStmts=true&prepStmtCacheSqlLimit=2048&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true&allowPublicKeyRetrieval=true&sslMode=PREFERRED"
class_path() { printf '%s:' "$TREE"/deploy/target/dist/lib/*.jar; }
pid() { cat "$RUN/$1.pid"; }
