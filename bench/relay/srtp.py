#!/usr/bin/env python3
"""SRTP to RTP and back through media relays, rtpengine first: CPU a packet (process and NAPI thread of the relay's side), interleaved rounds, medians.

    srtp.py --lab ../shared/bench/edge-media/lab.sh --class-path 'rtp-relay/target/classes:...' --calls 100 --window 256      # saturated
    srtp.py --lab ... --class-path ... --calls 100 --pps 50                                                                   # paced
Root, gcc, libssl-dev, rtpengine. Two network namespaces of its own, removed at the end.
"""
import argparse
import ctypes
import os
import signal
import statistics
import subprocess
import sys
import tempfile

from soak import CRYPTO, Ng, await_relay, relay_port

HERE = os.path.dirname(os.path.abspath(__file__))
KEY_HEX = b"123456789012345678901234567890".hex()
GENERATOR = "10.200.0.1"
SDP = ("v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio {1} RTP/{2} 8\r\na=rtpmap:8 PCMA/8000\r\n{3}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lab", required=True, help="lab.sh of the bench of hot paths")
    parser.add_argument("--class-path", required=True)
    parser.add_argument("--jvm", default="-Xms128m -Xmx128m -XX:+UseSerialGC")
    parser.add_argument("--settings", default="")
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--window", type=int, default=0)
    parser.add_argument("--pps", type=float, default=0)
    parser.add_argument("--warm-up", type=float, default=8, help="seconds of saturated load before the first round")
    chosen = parser.parse_args()
    if bool(chosen.window) == bool(chosen.pps):
        parser.error("either --window or --pps")
    return chosen


def enter(namespace):
    with open(f"/run/netns/{namespace}") as target:
        if ctypes.CDLL(None, use_errno=True).setns(target.fileno(), 0):
            raise OSError(ctypes.get_errno(), "setns")


class Relay:
    def __init__(self, name, address, command, namespace):
        self.name = name
        self.address = address
        self.results = []
        self.process = subprocess.Popen(["ip", "netns", "exec", namespace, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ready(self):
        self.ng = Ng(f"{self.address}:12222")
        await_relay(self.ng, self.process)

    def connect(self, number):
        """@return a line for the generator"""
        call = dict(call_id=f"srtp-{os.getpid()}-{number}", from_tag="a")
        port = 20000 + 2 * (number % 8)
        toB = self.ng.good(command="offer", sdp=SDP.format(GENERATOR, port, "SAVP", CRYPTO), transport_protocol="RTP/AVP", ICE="remove", **call)
        toA = self.ng.good(command="answer", to_tag="b", sdp=SDP.format(GENERATOR, port + 16, "AVP", ""), ICE="remove", **call)
        if b"RTP/SAVP" not in toA or b"RTP/AVP" not in toB:
            raise SystemExit(f"{self.name} does not make RTP of SRTP: {toB} {toA}")
        return f"{self.address} {relay_port(toA)} {relay_port(toB)}\n"

    def round(self, generator, options, calls, napi, load, seconds):
        lines = "".join(self.connect(number) for number in range(calls))
        command = [generator, "--key", KEY_HEX, "--pids", f"{self.process.pid},{napi}", "--seconds", str(seconds), *load]
        result = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=120, check=True).stdout.strip()
        for number in range(calls):
            self.ng.good(command="delete", call_id=f"srtp-{os.getpid()}-{number}", from_tag="a", delete_delay=0)
        return result


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    prefix = f"sr{os.getpid() % 10000}"
    generator = os.path.join(tempfile.gettempdir(), "tandem-srtpload")
    subprocess.run(["gcc", "-O2", "-Wall", "-o", generator, os.path.join(HERE, "src", "srtpload.c"), "-lcrypto"], check=True)
    subprocess.run([options.lab, "up", prefix], check=True)
    relays = []
    try:
        inside = f"{prefix}rel"
        subprocess.run(["ip", "-n", inside, "addr", "add", "10.200.0.3/24", "dev", f"{prefix}vr"], check=True)
        napi = subprocess.run([options.lab, "napi", prefix, "r"], capture_output=True, text=True, check=True).stdout.strip().strip(",")
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
        relays.append(Relay("rtpengine", "10.200.0.2", ["rtpengine", "--config-file=none", "--table=-1", "--interface=10.200.0.2",
                                                        "--listen-ng=10.200.0.2:12222", "--listen-cli=127.0.0.1:9900", "-m", "20000", "-M", "60000",
                                                        "--num-threads=1", "--tos=184", "-f", "-E", "-L", "3",
                                                        f"--pidfile={tempfile.gettempdir()}/{prefix}.pid"], inside))
        relays.append(Relay("tandem", "10.200.0.3", [
            java, *options.jvm.split(), "--enable-native-access=ALL-UNNAMED", "-cp", options.class_path, "io.tandem.relay.RtpRelay",
            "--tandem.rtp-relay.control.address=10.200.0.3", "--tandem.rtp-relay.control.port=12222", "--tandem.secret=secret-of-the-bench",
            "--tandem.rtp-relay.media.interfaces[0].name=default", "--tandem.rtp-relay.media.interfaces[0].address=10.200.0.3",
            "--tandem.rtp-relay.ports.first=20000", "--tandem.rtp-relay.ports.last=59999", "--tandem.rtp-relay.ports.quarantine=1s",
            "--server.port=0", "--tandem.rtp-relay.listen.tcp=", "--tandem.rtp-relay.listen.http=", "--tandem.rtp-relay.listen.cli=",
            "--tandem.rtp-relay.kernel.path=off", *options.settings.split()], inside))
        enter(f"{prefix}gen")
        for relay in relays:
            relay.ready()
        for relay in relays:
            print(f"warm-up {relay.name}: {relay.round(generator, options, 50, napi, ['--window', '256', '--warm', '1'], options.warm_up)}", flush=True)
        load = (["--window", str(options.window)] if options.window else ["--pps", str(options.pps)]) + ["--warm", "2"]
        for number in range(options.rounds):
            for relay in relays:
                result = relay.round(generator, options, options.calls, napi, load, options.seconds)
                relay.results.append(float(result.split()[0]))
                print(f"round {number} {relay.name}: {result}", flush=True)
        medians = [statistics.median(relay.results) for relay in relays]
        print(f"{options.calls} calls, {' '.join(load)}: " + ", ".join(f"{relay.name} {median:.0f} ns/pkt" for relay, median in zip(relays, medians))
              + f"; ratio {medians[1] / medians[0]:.2f}; load {open('/proc/loadavg').read().strip()}")
    finally:
        for relay in relays:
            relay.process.terminate()
            relay.process.wait()
        subprocess.run([options.lab, "down", prefix], check=False)


if __name__ == "__main__":
    main()
