"""The load balancer's figures beside Debian's Kamailio. Each command stands alone; run.sh calls this. See ../README.md."""
import argparse
import signal
import subprocess
import sys
import time

from lab import HERE, JAVA, Lab, medians, pairs, table

# Checks are on, but the one source that plays all phones must not trip them; Kamailio's pike gets the same freedom.
FREE = ["--tandem.lb.overload.requests-per-second=10000000", "--tandem.lb.dos.requests-density-per-unit=1000000"]
PEER = "Kamailio tuned, ban and rate checks"
OURS = "lb-service"
COST = [("ns/message", "cpu", "{:,.0f}"), ("min", "min", "{:,.0f}"), ("user", "user", "{:,.0f}"), ("system", "system", "{:,.0f}"),
        ("messages/s", "rate", "{:,.0f}"), ("cores", "cores", "{:.2f}"), ("lost", "lost", "{:,.0f}"), ("RSS kB", "rss", "{:,.0f}"),
        ("of the peer", "of_peer", "{:.3f}"), ("of the floor", "of_floor", "{:.2f}")]


def udp_servers(lab, brief):
    if brief:
        return [lab.kamailio(PEER, 5100, "fm", ("WITH_DOS",)), lab.kamailio("Kamailio as shipped (-X qm), checks", 5120, "qm", ("WITH_DOS",)),
                lab.tandem(OURS, 5130, FREE), lab.floor("C floor, INVITEs answered with 100", 5140, "100")]
    return [lab.kamailio(PEER, 5100, "fm", ("WITH_DOS",)), lab.kamailio("Kamailio tuned, no checks", 5110, "fm"),
            lab.kamailio("Kamailio as shipped (-X qm), checks", 5120, "qm", ("WITH_DOS",)),
            lab.tandem(OURS, 5130, FREE), lab.floor("C floor, INVITEs answered with 100", 5140, "100"), lab.floor("C floor, forwards only", 5150),
            lab.engine_floor("our UDP engine alone, with 100", 5160)]


def interleaved(lab, servers, rounds, measure):
    """Round 0 warms up. Each server in turn, so that the machine's moods meet all of them."""
    seen = {s.name: [] for s in servers}
    for r in range(rounds + 1):
        for server in servers:
            values = measure(server)
            values["rss"] = server.rss()
            print("round %d %-36s %s" % (r, server.name, " ".join("%s=%g" % v for v in values.items())), file=sys.stderr)
            if r:
                seen[server.name].append(values)
    rows = []
    for server in servers:
        middle = medians(seen[server.name])
        middle["min"] = min(v["cpu"] for v in seen[server.name])
        rows.append((server.name, middle))
    peer = dict(rows).get(PEER, rows[0][1])
    floor = next((v for n, v in rows if n.startswith("C floor")), None)
    for _, values in rows:
        values["of_peer"] = values["cpu"] / peer["cpu"]
        if floor:
            values["of_floor"] = values["cpu"] / floor["cpu"]
    return rows


def udp(lab, o):
    """CPU per relayed UDP message, saturated and at a low rate, from one source and from 1,000."""
    servers = udp_servers(lab, o.brief)
    warm_up(lab, servers, o)
    for title, arguments in (("Saturated, 128 in flight, one source", ["--count", o.count, "--window", 128]),
                             ("Saturated, 128 in flight, 1,000 source addresses", ["--count", o.count, "--window", 128, "--sources", 1000]),
                             ("1,500 requests/s, every message a wake-up", ["--count", 6000, "--warm", 1000, "--rate", 1500])):
        print("## " + title)
        table(interleaved(lab, servers, o.rounds, lambda s: lab.bench("sipbench", s, *arguments)), COST)
        garbage(servers)


def warm_up(lab, servers, o):
    """A running edge is warm: the compilers need some 600,000 messages. The same for all."""
    for server in servers:
        lab.bench("sipbench", server, "--count", max(4 * o.count, 500000))


def garbage(servers):
    ours = next(s for s in servers if s.name == OURS)
    print("%s: RSS now %d kB, peak %d kB\n" % (OURS, ours.rss(), ours.rss("VmHWM")))


def latency(lab, o):
    """Latency at half of each server's saturated rate, and of all of them at the same rate."""
    servers = [lab.kamailio(PEER, 5100, "fm", ("WITH_DOS",)), lab.tandem(OURS, 5130, FREE), lab.floor("C floor, INVITEs answered with 100", 5140, "100")]
    warm_up(lab, servers, o)
    columns = [("rate asked", "asked", "{:,.0f}"), ("messages/s", "rate", "{:,.0f}"), ("lost", "lost", "{:,.0f}"), ("cores", "cores", "{:.2f}"),
               ("request p50 us", "req50", "{:,.0f}"), ("p99", "req99", "{:,.0f}"), ("p99.9", "req999", "{:,.0f}"),
               ("reply p50 us", "rep50", "{:,.0f}"), ("p99", "rep99", "{:,.0f}"), ("p99.9", "rep999", "{:,.0f}")]
    full = {s.name: lab.bench("sipbench", s, "--count", o.count)["rate"] for s in servers}

    def at(rate_of):
        def measure(server):
            rate = rate_of(server)
            return lab.bench("sipbench", server, "--latency", "--rate", rate, "--warm", int(rate / 2), "--count", int(rate * 3)) | {"asked": rate}
        return measure
    for title, rate_of in (("Half of each server's own saturated rate", lambda s: int(full[s.name] / 1.8 / 2)),
                           ("The same rate for all: half of the tuned peer's", lambda s: int(full[PEER] / 1.8 / 2))):
        print("## " + title)
        table(interleaved(lab, servers, o.rounds, at(rate_of)), columns)


def warmup(lab, o):
    """JIT warm-up by packets: a fresh JVM, chunk by chunk, and garbage per message by the JVM's own count for the loop thread."""
    ours = lab.tandem(OURS, 5130, FREE)
    rows, done, before = [], 0, ours.allocated_by("lb")
    for chunk in [5000] * 4 + [10000] * 4 + [50000] * 4 + [200000] * 4:
        values = lab.bench("sipbench", ours, "--warm", 0, "--count", chunk)
        done += values["messages"] + values["trying"]
        now = ours.allocated_by("lb")
        rows.append(("after %d messages" % done, values | {"rss": ours.rss(), "bytes": (now - before) / (values["messages"] + values["trying"])}))
        before = now
    table(rows, COST[:1] + COST[2:6] + [("RSS kB", "rss", "{:,.0f}"), ("bytes allocated/message", "bytes", "{:,.2f}")])


def soak(lab, o):
    """Heap over 10 million messages: live heap after a full GC, RSS and the loop thread's allocation, every million."""
    ours = lab.tandem(OURS, 5130, FREE)
    lab.bench("sipbench", ours, "--count", 300000, "--sources", 1000)
    rows, total, before = [], 0, ours.allocated_by("lb")
    while total < o.messages:
        values = lab.bench("sipbench", ours, "--count", 555000, "--warm", 0, "--sources", 1000)
        total += values["messages"]
        now = ours.allocated_by("lb")
        rows.append(("%.1f million" % (total / 1e6), values | {"rss": ours.rss(), "bytes": (now - before) / values["messages"], "heap": ours.live_heap_kb()}))
        before = now
    table(rows, COST[:1] + COST[2:7] + [("RSS kB", "rss", "{:,.0f}"), ("bytes allocated/message", "bytes", "{:,.2f}"), ("live heap kB", "heap", "{:,.0f}")])


def memory(lab, o):
    """RSS after 1.5 million messages with the options of lab.py, and with those of `./tandem up` (JvmProfile.EDGE), without and with an AOT cache."""
    shipped = ["-Xmx256m", "-Xms16m", "-Xmn6m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20", "-XX:+UseCompactObjectHeaders", "-XX:TrimNativeHeapInterval=5000"]
    cache = lab.path("lb.aot")
    trained = lab.tandem("training", 5130, FREE, shipped + ["-XX:AOTCacheOutput=" + cache])
    lab.run("curl", "-fs", "-o", "/dev/null", "http://127.0.0.1:%d/actuator/prometheus" % trained.management)
    lab.stop(trained, 180)
    rows = []
    for name, options in (("options of lab.py", []), ("options of ./tandem up", shipped), ("the same with an AOT cache of its own", shipped + ["-XX:AOTCache=" + cache])):
        begun = time.time()
        server = lab.tandem(name, 5130, FREE, options)
        values = {"start": time.time() - begun}
        time.sleep(10)
        values["idle"] = server.rss()
        for _ in range(8):
            load = lab.bench("sipbench", server, "--count", 100000, "--sources", 1000)
        values |= load | {"rss": server.rss(), "peak": server.rss("VmHWM"), "anon": server.rss("RssAnon"), "heap": server.live_heap_kb()}
        rows.append((name, values))
        lab.stop(server)
    table(rows, [("start s", "start", "{:.1f}"), ("RSS kB idle", "idle", "{:,.0f}"), ("under load", "rss", "{:,.0f}"), ("of it anonymous", "anon", "{:,.0f}"),
                 ("peak", "peak", "{:,.0f}"), ("live heap kB", "heap", "{:,.0f}"), ("ns/message", "cpu", "{:,.0f}")])


def profile(lab, o):
    """Where time and garbage come from: perf over the loop thread (kernel and compiled code), then JFR for allocations."""
    ours = lab.tandem(OURS, 5130, FREE)
    lab.bench("sipbench", ours, "--count", 400000)
    recording, samples = o.output or "/tmp/lb.jfr", lab.path("perf.data")
    perf = subprocess.Popen(["perf", "record", "-q", "-a", "-e", "cpu-clock", "-F", "999", "-o", samples], stderr=subprocess.DEVNULL)
    print(lab.bench("sipbench", ours, "--count", o.count * 4))
    perf.send_signal(signal.SIGINT)
    perf.wait()
    ours.jcmd("Compiler.perfmap")
    subprocess.run(["perf", "report", "-i", samples, "--comms", "lb", "--percentage", "relative", "--sort", "symbol", "-F", "overhead,sym", "--stdio",
                    "--percent-limit", "0.5"], stderr=subprocess.DEVNULL)
    ours.jcmd("JFR.start", "name=lb", "settings=profile", "jdk.CPUTimeSample#enabled=true", "jdk.CPUTimeSample#throttle=1ms")
    load = lab.bench("sipbench", ours, "--count", o.count * 4)
    ours.jcmd("JFR.dump", "name=lb", "filename=" + recording)
    subprocess.run([JAVA + "/jfr", "view", "--width", "140", "allocation-by-site", recording])
    subprocess.run([sys.executable, HERE + "/hot.py", recording, str(load["cpu"])])


SSL = ("-lssl", "-lcrypto")


def tcp(lab, o):
    """CPU per message relayed between TCP connections and UDP proxies, ban and rate checks on."""
    servers = [lab.kamailio("Kamailio tuned, 1 TCP child, checks", 5100, "fm", ("WITH_DOS", "WITH_TCP")),
               lab.kamailio("Kamailio tuned, 4 TCP children, checks", 5110, "fm", ("WITH_DOS", "WITH_TCP"), children=4),
               lab.tandem(OURS, 5130, FREE)]
    for connections in (100, 1000):
        print("## %d TCP connections, 128 requests in flight" % connections)
        table(interleaved(lab, servers, o.rounds, lambda s: lab.bench("streambench", s, "relay", "--sink", "--transport", "tcp", "--connections", connections,
                                                                      "--count", o.count, libraries=SSL)), COST[:9])


def ws(lab, o):
    """CPU per message relayed between WebSocket connections and UDP proxies; Debian's Kamailio has its module in a package of its own, not used here."""
    servers = [lab.tandem(OURS, 5130, FREE + [("socket", "ws", "ws", 5133)])]
    table(interleaved(lab, servers, o.rounds, lambda s: lab.bench("streambench", s, "relay", "--pub", "127.0.0.1:5133", "--sink", "--transport", "ws",
                                                                  "--connections", 100, "--count", o.count, libraries=SSL)), COST[:8])


def tls_server(lab, jvm, core=None):
    return lab.tandem(OURS, 5130, FREE + certificate(lab) + [("socket", "tls", "tls", 5132)], jvm, core)


def certificate(lab):
    return ["--tandem.lb.tls.certificates[0].chain=" + lab.path("cert.pem"), "--tandem.lb.tls.certificates[0].key=" + lab.path("key.pem")]


def tls_register(lab, o):
    """New TLS connections, each with a registration, for 30 s; the LB on core 0, the generator on core 1. Full handshakes, EC P-256."""
    servers = [tls_server(lab, ["-Xmx256m"], core=0), lab.kamailio("Kamailio tuned, 1 TCP child", 5100, "fm", ("WITH_DOS", "WITH_TCP", "WITH_TLS"), core=0)]
    rows = []
    for server in servers:
        for title, rate, seconds in (("cold", 100, 20), ("cold", o.rate, 10), ("warm", o.rate, 30)):
            values = lab.bench("streambench", server, "register", "--pub", server.tls, "--sink", "--transport", "tls", "--rate", rate, "--count", rate * seconds,
                               libraries=SSL, prefix=("taskset", "-c", "1"))
            rows.append(("%s, %s, %d/s" % (server.name, title, rate), values | {"rss": server.rss()}))
    table(rows, [("connections begun", "begun", "{:,.0f}"), ("registered", "registered", "{:,.0f}"), ("failed", "failed", "{:,.0f}"),
                 ("unanswered", "unanswered", "{:,.0f}"), ("CPU us each", "cpu_us", "{:,.0f}"), ("cores", "cores", "{:.2f}"), ("handshake p50 us", "hs50", "{:,.0f}"),
                 ("p99", "hs99", "{:,.0f}"), ("registered p50 us", "reg50", "{:,.0f}"), ("p99", "reg99", "{:,.0f}"), ("RSS kB", "rss", "{:,.0f}")])


def tls_idle(lab, o):
    """RSS with idle TLS connections, each registered once. A process may have 20,000 file handles here, the LB too: hence 19,600."""
    rows = []
    for make in (lambda: tls_server(lab, ["-Xmx1g"]), lambda: lab.kamailio("Kamailio tuned, 1 TCP child", 5100, "fm", ("WITH_DOS", "WITH_TCP", "WITH_TLS"))):
        server = make()
        empty = server.rss()
        sink = lab.spawn("sink", [lab.tool("streambench", *SSL), "sink"])
        generators = [lab.spawn("idle-%d" % i, [lab.tool("streambench", *SSL), "register", "--pub", server.tls, "--transport", "tls", "--keep", "--hold", "45",
                                                "--rate", "120", "--count", "4900", "--net", "127.2.%d.0" % (i * 8)]) for i in range(4)]
        time.sleep(4900 / 120 + 20)
        values = {"rss": server.rss(), "empty": empty}
        before = server.cpu_seconds()
        time.sleep(10)
        values["idle"] = (server.cpu_seconds() - before) / 10
        for generator in generators:
            generator.wait(120)
        logs = [open(lab.path("idle-%d.log" % i)).read() for i in range(4)]
        print("".join(logs), file=sys.stderr)
        seen = [pairs(log) for log in logs]
        for key in ("registered", "failed", "unanswered", "open", "dropped"):
            values[key] = sum(s.get(key, 0) for s in seen)
        values["each"] = (values["rss"] - empty) / max(1, values["open"])
        rows.append((server.name, values))
        sink.terminate()
        lab.stop(server)
    table(rows, [("registered", "registered", "{:,.0f}"), ("failed", "failed", "{:,.0f}"), ("unanswered", "unanswered", "{:,.0f}"),
                 ("open to the end", "open", "{:,.0f}"), ("closed by the server", "dropped", "{:,.0f}"), ("RSS kB before", "empty", "{:,.0f}"),
                 ("RSS kB", "rss", "{:,.0f}"), ("kB a connection", "each", "{:.1f}"), ("cores when idle", "idle", "{:.3f}")])


def flood(lab, o):
    """Well-behaved phones during a flood from 1,000 spoofed sources: 5 times what the phones send, then 5 times the LB's overload limit."""
    phases = "5,%d,5" % o.seconds
    for title, rate in (("no flood", 0), ("5 times the phones' load: 25,000 requests/s", 25000), ("5 times the overload limit: 100,000 requests/s", 100000)):
        rows = []
        for make in (lambda: lab.tandem(OURS, 5130, ["--tandem.lb.dos.grace-time=0s"]), lambda: lab.kamailio("Kamailio tuned, pike 50 in 5 s", 5100, "fm", ("WITH_DOS",), density=(50, 5))):
            server = make()
            lab.bench("phones", server, "--phones", 2000, "--phases", 10)   # a warm edge, as a running one is
            attack = lab.spawn("flood", ["sh", "-c", "sleep 5; exec %s %s 1000 %d %d" % (lab.tool("flood"), server.pub, rate, o.seconds)]) if rate else None
            values = lab.bench("phones", server, "--phones", 2000, "--phases", phases)
            if attack:
                attack.wait(60)
                print(server.name, open(lab.path("flood.log")).read().strip(), file=sys.stderr)
            values |= {"success": 100 * values["p1_good"] / values["p1_cycles"], "first": 100 * values["p1_first"] / values["p1_cycles"], "rss": server.rss()}
            rows.append((server.name, values))
            lab.stop(server)
        print("## Flood: " + title)
        table(rows, [("cycles during it", "p1_cycles", "{:,.0f}"), ("success %", "success", "{:.2f}"), ("without repetition %", "first", "{:.2f}"),
                     ("requests repeated", "p1_repeats", "{:,.0f}"), ("refused", "p1_refused", "{:,.0f}"), ("timed out", "p1_timeout", "{:,.0f}"),
                     ("p50 us", "p1_p50", "{:,.0f}"), ("p99 us", "p1_p99", "{:,.0f}"), ("strangers' requests let in", "stranger_requests", "{:,.0f}"),
                     ("LB CPU s", "cpu_seconds", "{:.1f}"), ("RSS kB", "rss", "{:,.0f}")])


COMMANDS = {f.__name__.replace("_", "-"): f for f in (udp, latency, warmup, soak, memory, profile, tcp, ws, tls_register, tls_idle, flood)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=100000, help="requests of a round")
    parser.add_argument("--brief", action="store_true", help="udp: without the servers that explain the others")
    parser.add_argument("--messages", type=float, default=10e6, help="soak: messages in all")
    parser.add_argument("--output", help="profile: where the recording goes")
    parser.add_argument("--rate", type=int, default=500, help="tls-register: registrations a second")
    parser.add_argument("--seconds", type=int, default=20, help="flood: how long")
    o = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))     # so that the laboratory is removed
    with Lab() as lab:
        COMMANDS[o.command](lab, o)


main()
