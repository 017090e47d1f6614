#!/usr/bin/env python3
"""What offer, answer and delete cost a media relay: CPU of its process and time until the reply, by window, at a fixed rate of calls.

The first window shows the first callers after the start, the last one the warm relay. CPU is that of the whole process (JIT, GC and media thread, too, and
what it does while nothing happens), divided by the commands. Any relay that speaks the ng protocol can be measured, rtpengine as well.

    commands.py --class-path 'rtp-relay/target/classes:...' --calls 2000 --rate 20            # starts one of its own (JAVA_HOME), and ends it
    commands.py --pid $(pidof rtpengine) --ng 127.0.0.1:12222 --calls 2000 --rate 20
"""
import argparse
import os
import statistics
import sys
import time

from soak import CRYPTO, Ng, Party, await_relay, start

KINDS = ("offer", "answer", "delete")
WEBRTC = ("a=rtcp-mux\r\na=mid:0\r\na=ice-ufrag:Wf3k\r\na=ice-pwd:0123456789abcdefghijklmn\r\n"
          "a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host\r\na=setup:actpass\r\na=fingerprint:sha-256 " + ":".join(["A5"] * 32) + "\r\n")
OFFERS = {"plain": ("AVP", "", {}, {}),
          "sdes": ("SAVP", CRYPTO, {"transport_protocol": "RTP/AVP"}, {}),
          "webrtc": ("SAVPF", WEBRTC, {"transport_protocol": "RTP/AVP", "ICE": "remove"}, {"ICE": "force"})}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=20, help="calls a second")
    parser.add_argument("--window", type=int, default=200, help="calls a line of the result")
    parser.add_argument("--parallel", type=int, default=20, help="calls that are up at a time")
    parser.add_argument("--offer", choices=OFFERS, default="plain")
    parser.add_argument("--ng", default="127.0.0.1:12222")
    parser.add_argument("--pid", type=int, help="of a relay that runs")
    parser.add_argument("--class-path", help="of a relay to be started")
    parser.add_argument("--jvm", default="-Xms128m -Xmx128m -XX:+UseSerialGC")
    parser.add_argument("--settings", default="", help="more settings of it, --name=value with blanks between")
    chosen = parser.parse_args()
    if bool(chosen.pid) == bool(chosen.class_path):
        parser.error("either --pid or --class-path")
    return chosen


def cpu_micros(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1_000_000 / os.sysconf("SC_CLK_TCK")


class Calls:
    def __init__(self, options, ng):
        self.profile, self.attributes, self.offering, self.answering = OFFERS[options.offer]
        self.options = options
        self.ng = ng
        self.parties = [Party(), Party()]
        self.up = []
        self.times = {kind: [] for kind in KINDS}

    def ask(self, kind, call_id, **command):
        began = time.perf_counter()
        self.ng.good(command=kind, call_id=call_id, from_tag="a", **command)
        self.times[kind].append((time.perf_counter() - began) * 1e6)

    def call(self, number):
        call_id = f"cost-{os.getpid()}-{number}"
        a, b = self.parties
        offer = a.sdp(self.profile, self.attributes)
        if self.profile == "SAVPF":
            offer = offer.replace("RTP/SAVPF", "UDP/TLS/RTP/SAVPF")
        self.ask("offer", call_id, sdp=offer, **self.offering)
        self.ask("answer", call_id, to_tag="b", sdp=b.sdp(), **self.answering)
        self.up.append(call_id)
        if len(self.up) > self.options.parallel:
            self.ask("delete", self.up.pop(0), delete_delay=0)

    def report(self, name, micros):
        commands = sum(map(len, self.times.values()))
        replies = []
        for kind in KINDS:
            times = sorted(self.times[kind]) or [0]
            replies.append(f"{kind} {statistics.median(times):.0f}, {times[len(times) * 99 // 100]:.0f}")
        print(f"{name}: {micros / commands:.0f} us of CPU a command; p50, p99 us until the reply: {'; '.join(replies)}", flush=True)
        self.times = {kind: [] for kind in KINDS}


def measure(options, ng, pid):
    print(f"{options.offer}, {options.rate:.0f} calls a second")
    calls = Calls(options, ng)
    due = time.time()
    before = cpu_micros(pid)
    for number in range(options.calls):
        time.sleep(max(0, due - time.time()))
        due += 1 / options.rate
        calls.call(number)
        if (number + 1) % options.window == 0:
            cpu = cpu_micros(pid)
            calls.report(f"calls {number + 2 - options.window}-{number + 1}", cpu - before)
            before = cpu
    for call_id in calls.up:
        ng.good(command="delete", call_id=call_id, delete_delay=0)


def main():
    options = arguments()
    began = time.time()
    process = start(options) if options.class_path else None
    pid = process.pid if process else options.pid
    try:
        ng = Ng(options.ng)
        await_relay(ng, process, interval=0.2)
        if process:
            print(f"answers {time.time() - began:.1f} s after the start, {cpu_micros(pid) / 1e6:.1f} s of CPU")
        measure(options, ng, pid)
    finally:
        if process:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
