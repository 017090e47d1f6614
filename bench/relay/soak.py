#!/usr/bin/env python3
"""Short calls through a media relay, by the hundred thousand; then: is a port, socket, kernel flow, rule, Redis key or octet left over?

Each call: offer, answer, RTP both ways, delete. After the first tenth (the relay is warm) and at the end the same things are counted, once no call is up
and no port rests. Exit code 1 if anything has grown. Root, if kernel flows and rules are to be counted (bpftool, nft: used if there).

    soak.py --pid $(systemctl show -P MainPID tandem-rtp-relay)                # the relay of this host, ng on 127.0.0.1:12222
    soak.py --class-path 'rtp-relay/target/classes:...' --calls 200000         # starts one of its own (JAVA_HOME), and ends it
"""
import argparse
import os
import re
import socket
import struct
import subprocess
import sys
import time

SDP = "v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio {1} RTP/{2} 8\r\na=rtpmap:8 PCMA/8000\r\n{3}"
CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw\r\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--minutes", type=float, default=24 * 60, help="no new calls after so long")
    parser.add_argument("--parallel", type=int, default=100, help="calls that are up at a time")
    parser.add_argument("--packets", type=int, default=2, help="RTP packets each way in a call")
    parser.add_argument("--srtp", action="store_true", help="one party has SRTP (its packets are not sent)")
    parser.add_argument("--ng", default="127.0.0.1:12222")
    parser.add_argument("--pid", type=int, help="of a relay that runs")
    parser.add_argument("--class-path", help="of a relay to be started")
    parser.add_argument("--jvm", default="-Xmx256m -XX:+UseSerialGC")
    parser.add_argument("--settings", default="", help="more settings of it, --name=value with blanks between")
    parser.add_argument("--redis", help="redis-cli URI: keys tandem:relay:* are counted, too")
    parser.add_argument("--growth-kib", type=int, default=16_384, help="resident memory may grow so much after the first tenth")
    chosen = parser.parse_args()
    if bool(chosen.pid) == bool(chosen.class_path):
        parser.error("either --pid or --class-path")
    return chosen


class Ng:
    """The ng protocol over UDP; repeats a command once a second, as clients do."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect((host, int(port)))
        self.socket.settimeout(1)
        self.cookie = 0

    def ask(self, **command):
        self.cookie += 1
        cookie = b"s%d_%d " % (os.getpid(), self.cookie)
        body = b"d" + b"".join(b"%d:%s%d:%s" % (len(k), k, len(v), v) for k, v in
                               ((k.replace("_", "-").encode(), str(v).encode()) for k, v in command.items())) + b"e"
        for _ in range(5):
            try:
                self.socket.send(cookie + body)
                while True:
                    reply = self.socket.recv(65_536)
                    if reply.startswith(cookie):
                        return reply
            except (TimeoutError, ConnectionRefusedError):
                continue
        raise SystemExit(f"the relay does not answer {command['command']}")

    def good(self, **command):
        reply = self.ask(**command)
        if b"6:result2:ok" not in reply:
            raise SystemExit(f"{command['command']} was refused: {reply[:300]}")
        return reply

    def number(self, name, statistics):
        found = re.search(rb"%d:%s(?:i(\d+)e|\d+:(\d+))" % (len(name), name.encode()), statistics)
        if not found:
            raise SystemExit(f"no {name} in the statistics")
        return int(found.group(1) or found.group(2))


class Party:
    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]
        self.heard = 0

    def sdp(self, profile="AVP", more=""):
        return SDP.format("127.0.0.1", self.port, profile, more)

    def send(self, port, ssrc, packets):
        for number in range(packets):
            self.socket.sendto(struct.pack("!BBHII", 0x80, 8, number, number * 160, ssrc) + bytes(160), ("127.0.0.1", port))

    def drain(self):
        try:
            while True:
                self.socket.recv(2048)
                self.heard += 1
        except BlockingIOError:
            pass


def relay_port(reply):
    return int(re.search(rb"m=audio (\d+)", reply).group(1))


def run(options, ng, first, count, parties):
    """@return how many calls there were: fewer if their time is up"""
    up = []
    number = first
    while number < first + count and time.time() < options.until:
        call_id = f"soak-{os.getpid()}-{number}"
        a, b = parties
        secure = dict(rtpp_flags="transport-protocol=RTP/AVP") if options.srtp else {}
        offer = a.sdp("SAVP", CRYPTO) if options.srtp else a.sdp()
        towards_b = relay_port(ng.good(command="offer", call_id=call_id, from_tag="a", sdp=offer, **secure))
        towards_a = relay_port(ng.good(command="answer", call_id=call_id, from_tag="a", to_tag="b", sdp=b.sdp()))
        if not options.srtp:
            a.send(towards_a, number, options.packets)
        b.send(towards_b, number, options.packets)
        up.append(call_id)
        if len(up) >= options.parallel:
            ng.good(command="delete", call_id=up.pop(0), delete_delay=0)
        a.drain()
        b.drain()
        number += 1
    for call_id in up:
        ng.good(command="delete", call_id=call_id, delete_delay=0)
    return number - first


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None


def resident_kib(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def left(options, pid, ng):
    """What is there with no call up, by name."""
    output("jcmd", str(pid), "GC.run")
    deadline = time.time() + 90
    while True:
        statistics = ng.ask(command="statistics")
        found = {"sessions": ng.number("sessionstotal", statistics), "ports": ng.number("used", statistics),
                 "resting": ng.number("totals", statistics[statistics.index(b"10:interfaces"):])
                 - ng.number("free", statistics[statistics.index(b"10:interfaces"):])
                 - ng.number("used", statistics[statistics.index(b"10:interfaces"):])}
        if not any(found.values()) or time.time() > deadline:
            break
        time.sleep(1)
    found["descriptors"] = len(os.listdir(f"/proc/{pid}/fd"))
    found["threads"] = len(os.listdir(f"/proc/{pid}/task"))
    flows = output("bpftool", "map", "dump", "pinned", "/sys/fs/bpf/tandem-relay/flows-v1")
    if flows is not None:
        found["eBPF flows"] = flows.count("key:")
    rules = output("nft", "list", "table", "netdev", "tandem_relay")
    if rules is not None:
        found["nftables lines"] = len(rules.splitlines())
    if options.redis:
        keys = output("redis-cli", "-u", options.redis, "--scan", "--pattern", "tandem:relay:*:call:*")
        found["Redis calls"] = len(keys.split()) if keys is not None else -1
    found["resident KiB"] = resident_kib(pid)
    return found


def start(options):
    host, port = options.ng.rsplit(":", 1)
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, *options.jvm.split(), "--enable-native-access=ALL-UNNAMED", "-cp", options.class_path, "io.tandem.relay.RtpRelay",
               f"--tandem.rtp-relay.control.address={host}", f"--tandem.rtp-relay.control.port={port}", "--tandem.secret=secret-of-the-soak",
               "--tandem.rtp-relay.ports.quarantine=1s", "--server.port=0", "--tandem.rtp-relay.listen.tcp=", "--tandem.rtp-relay.listen.http=",
               "--tandem.rtp-relay.listen.cli=", *options.settings.split()]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def await_relay(ng, process=None, interval=1):
    """Until it answers; one that is not ours must at once. A port that is not open yet refuses at once."""
    deadline = time.time() + 300
    while True:
        try:
            return ng.ask(command="ping")
        except SystemExit:
            if process is None or process.poll() is not None or time.time() > deadline:
                raise
            time.sleep(interval)


def main():
    options = arguments()
    process = start(options) if options.class_path else None
    pid = process.pid if process else options.pid
    try:
        ng = Ng(options.ng)
        await_relay(ng, process)
        parties = [Party(), Party()]
        options.until = time.time() + 60 * options.minutes
        warm = max(options.parallel, options.calls // 10)
        warm = run(options, ng, 0, warm, parties)
        before = left(options, pid, ng)
        print(f"after {warm} calls: {before}", flush=True)
        began = time.time()
        more = run(options, ng, warm, options.calls - warm, parties)
        seconds = time.time() - began
        after = left(options, pid, ng)
        heard = sum(party.heard for party in parties)
        print(f"after {warm + more} calls: {after}")
        print(f"{more / seconds:.0f} calls a second, {heard} RTP packets arrived")
        grown = [name for name in after if after[name] > before.get(name, 0) + (options.growth_kib if name == "resident KiB" else 0)]
        grown += [name for name in ("sessions", "ports", "resting") if after[name]]
        if heard == 0:
            grown.append("silence: no packet has arrived")
        print("leaks: " + (", ".join(sorted(set(grown))) or "none"))
        return 1 if grown else 0
    finally:
        if process:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
