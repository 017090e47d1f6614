"""The laboratory of the load balancer's benchmarks: a network namespace, the servers in it, what they cost."""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))
JAVA = os.path.join(os.environ.get("JAVA_HOME", "/usr/lib/jvm/temurin-25-jdk-amd64"), "bin")
CLASS_PATH = os.environ.get("LB_CLASS_PATH", TREE + "/deploy/target/dist/lib/*")
JVM = os.environ.get("LB_JVM", "-XX:+UseSerialGC -Xms64m -Xmx64m").split()
PROXY = "127.0.0.1:5071"


def pairs(text):
    """The name=number pairs a generator prints."""
    return {k: float(v) for k, v in re.findall(r"(\w+)=(-?[\d.]+)(?![\d./])", text)}


class Server:
    """A server under test: its first process and the addresses it serves."""

    def __init__(self, name, process, pub, tls=None, management=None):
        self.name, self.process, self.pub, self.tls, self.management = name, process, pub, tls, management

    def pids(self):
        found = [self.process.pid]
        for parent in found:
            for task in os.listdir("/proc/%d/task" % parent):
                found += [int(p) for p in open("/proc/%d/task/%s/children" % (parent, task)).read().split()]
        return found

    def rss(self, field="VmRSS"):
        """kB of all processes; memory shared between Kamailio's processes counts once (its shared pool is in the first one's figure)."""
        total = 0
        for pid in self.pids():
            status = open("/proc/%d/status" % pid).read()
            value = int(re.search(field + r":\s+(\d+)", status).group(1))
            shared = int(re.search(r"RssShmem:\s+(\d+)", status).group(1))
            total += value - (shared if pid != self.process.pid else 0)
        return total

    def cpu_seconds(self):
        hertz = os.sysconf("SC_CLK_TCK")
        return sum(sum(map(int, open("/proc/%d/stat" % p).read().rsplit(")", 1)[1].split()[11:13])) for p in self.pids()) / hertz

    def jcmd(self, *command):
        return subprocess.run([JAVA + "/jcmd", str(self.process.pid), *command], stdout=subprocess.PIPE, text=True, check=True).stdout

    def allocated_by(self, thread):
        """Bytes allocated by a thread since it began, as the JVM counts them."""
        line = next(l for l in self.jcmd("Thread.print", "-e").splitlines() if l.startswith('"%s"' % thread))
        number, unit = re.search(r"allocated=([\d.]+)([BKMG])", line).groups()
        return float(number) * {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}[unit]

    def live_heap_kb(self):
        self.jcmd("GC.run")
        return sum(int(u) for u in re.findall(r"(?:new generation|Tenured|tenured generation)\s+total \d+K, used (\d+)K", self.jcmd("GC.heap_info")))


class Lab:
    def __init__(self):
        self.ns = "lbbench%d" % os.getpid()
        self.work = tempfile.mkdtemp(prefix="lbbench")
        self.servers = []
        self.spawned = []

    def __enter__(self):
        subprocess.run(["ip", "netns", "add", self.ns], check=True)
        subprocess.run(["ip", "-n", self.ns, "link", "set", "lo", "up"], check=True)
        self.run("sysctl", "-qw", "net.core.somaxconn=16384", "net.ipv4.tcp_max_syn_backlog=16384", "net.ipv4.ip_local_port_range=10000 65000")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=sip.example.org",
                        "-addext", "subjectAltName=DNS:sip.example.org", "-keyout", self.path("key.pem"), "-out", self.path("cert.pem")],
                       check=True, stderr=subprocess.DEVNULL)
        open(self.path("dispatcher.list"), "w").write("".join("1 sip:127.0.0.1:%d\n" % (5071 + k) for k in range(4)))
        return self

    def __exit__(self, *_):
        for server in list(self.servers):
            self.stop(server)
        for process in self.spawned:
            if process.poll() is None:
                process.kill()
        subprocess.run(["ip", "netns", "del", self.ns])
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.work)

    def path(self, name):
        return os.path.join(self.work, name)

    def stop(self, server, seconds=10):
        self.servers.remove(server)
        server.process.terminate()
        try:
            server.process.wait(seconds)
        except subprocess.TimeoutExpired:
            server.process.kill()

    def tool(self, name, *libraries):
        """The path of one of our C programs, built."""
        out = self.path(name)
        if not os.path.exists(out):
            subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", out, "%s/src/%s.c" % (HERE, name), *libraries], check=True)
        return out

    def run(self, *command, timeout=600):
        """Runs a command in the namespace; its output."""
        done = subprocess.run(["nsenter", "--net=/run/netns/" + self.ns, *command], stdout=subprocess.PIPE, text=True, timeout=timeout)
        if done.returncode:
            sys.exit("%s: %s\n%s" % (" ".join(command), done.stdout, self.logs()))
        return done.stdout

    def spawn(self, name, command, core=None):
        # exec all the way: the pid is then the server's own
        prefix = ["nsenter", "--net=/run/netns/" + self.ns] + (["taskset", "-c", str(core)] if core is not None else [])
        log = open(self.path(re.sub(r"\W+", "-", name) + ".log"), "w")
        process = subprocess.Popen(prefix + command, stdout=log, stderr=log, cwd=self.work)
        self.spawned.append(process)
        return process

    def logs(self):
        text = ""
        for name in sorted(os.listdir(self.work)):
            if name.endswith(".log"):
                text += "--- %s\n%s" % (name, open(self.path(name)).read()[-3000:])
        return text

    def kamailio(self, name, port, pool="fm", flags=(), density=(65000, 1), children=1, core=None):
        """density: pike's requests and seconds; it counts in 16 bits, so that the most it can allow a source is 65,535 a second."""
        pub, inside, tls = "127.0.0.1:%d" % port, "127.0.0.1:%d" % (port + 1), "127.0.0.1:%d" % (port + 2)
        text = open(HERE + "/kamailio.cfg.in").read()
        for key, value in dict(PUB=pub, INT=inside, INTPORT=port + 1, TLS=tls, CHILDREN=children, DENSITY=density[0], UNIT=density[1], WORK=self.work).items():
            text = text.replace("@%s@" % key, str(value))
        config = self.path("kamailio-%d.cfg" % port)
        open(config, "w").write(text)
        run_dir = self.path("kamailio-%d" % port)
        os.makedirs(run_dir, exist_ok=True)
        os.chmod(self.work, 0o755)
        process = self.spawn(name, ["kamailio", "-f", config, "-m", "1024" if "WITH_TLS" in flags else "256", "-M", "16", "-DD", "-E", "-x", "fm", "-X", pool,
                                    *[a for f in flags for a in ("-A", f)], "-P", run_dir + "/pid", "-Y", run_dir], core)
        time.sleep(2)
        return self.add(Server(name, process, pub, tls))

    def floor(self, name, port, *options):
        pub, inside = "127.0.0.1:%d" % port, "127.0.0.1:%d" % (port + 1)
        process = self.spawn(name, [self.tool("udpfwd"), pub, inside, PROXY, "4", "64", *options])
        return self.add(Server(name, process, pub))

    def engine_floor(self, name, port):
        subprocess.run([JAVA + "/javac", "-proc:none", "-nowarn", "-cp", CLASS_PATH, "-d", self.work, HERE + "/src/EngineFloor.java"], check=True)
        process = self.spawn(name, [JAVA + "/java", "--enable-native-access=ALL-UNNAMED", *JVM, "-cp", self.work + ":" + CLASS_PATH, "EngineFloor", str(port)])
        time.sleep(1)
        return self.add(Server(name, process, "127.0.0.1:%d" % port))

    def tandem(self, name, port, properties=(), jvm=(), core=None):
        """The whole lb-service. UDP and TCP on port, internal UDP on port + 1, management on port + 9."""
        pub, management = "127.0.0.1:%d" % port, 10000 + port
        sockets = [("udp", "udp", port), ("tcp", "tcp", port)] + [tuple(p[1:]) for p in properties if p[0] == "socket"]
        listen = []
        for i, (socket, transport, at) in enumerate(sockets):
            listen += ["--tandem.lb.listen.external[%d].%s" % (i, p) for p in
                       ("name=" + socket, "transport=" + transport, "address=127.0.0.1", "port=%d" % at)]
        proxies = ["--tandem.lb.target.proxies[%d].address=127.0.0.1:%d" % (i, 5071 + i) for i in range(4)]
        command = [JAVA + "/java", "--enable-native-access=ALL-UNNAMED", *JVM, *jvm, "-cp", CLASS_PATH, "io.tandem.lb.LbService",
                   "--server.port=%d" % management, "--tandem.secret=0123456789abcdef", "--logging.level.root=WARN", *listen,
                   "--tandem.lb.listen.internal=127.0.0.1:%d" % (port + 1), "--tandem.lb.target.probe-timeout=1h", "--tandem.lb.peers.enabled=false", *proxies,
                   *[p for p in properties if isinstance(p, str)]]
        process = self.spawn(name, command, core)
        for _ in range(240):
            done = subprocess.run(["nsenter", "--net=/run/netns/" + self.ns, "curl", "-fs", "http://127.0.0.1:%d/actuator/health" % management],
                                  stdout=subprocess.DEVNULL)
            if done.returncode == 0:
                return self.add(Server(name, process, pub, "127.0.0.1:%d" % (port + 2), management))
            if process.poll() is not None:
                break
            time.sleep(0.25)
        sys.exit("the LB does not start\n" + self.logs())

    def add(self, server):
        self.servers.append(server)
        return server

    def bench(self, tool, server, *arguments, libraries=(), prefix=()):
        """Runs a generator against a server; its name=number pairs. The arguments may begin with a mode and may name another address."""
        mode = [arguments[0]] if arguments and not str(arguments[0]).startswith("--") else []
        arguments = arguments[len(mode):]
        pub = [] if "--pub" in arguments else ["--pub", server.pub]
        out = self.run(*prefix, self.tool(tool, *libraries), *mode, *pub, "--pids", ",".join(map(str, server.pids())), *map(str, arguments))
        return pairs(out)


def medians(rounds):
    return {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}


def table(rows, columns):
    """rows: (name, values); columns: (title, key, format). Markdown."""
    print("| server | " + " | ".join(c[0] for c in columns) + " |")
    print("| --- |" + " --- |" * len(columns))
    for name, values in rows:
        print("| %s | %s |" % (name, " | ".join(c[2].format(values[c[1]]) if c[1] in values else "-" for c in columns)))
    print("\nload %s, %s\n" % (open("/proc/loadavg").read().strip(), time.strftime("%Y-%m-%d %H:%M")))
    sys.stdout.flush()
