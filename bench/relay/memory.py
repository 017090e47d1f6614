#!/usr/bin/env python3
"""Memory of a media relay by calls that are up: resident after a full GC, and live heap. Each call has sent a packet each way.

    memory.py --class-path 'rtp-relay/target/classes:...' --steps 0,1000,2000,4000      # starts one of its own (JAVA_HOME), and ends it
"""
import argparse
import os
import re
import subprocess
import sys
import time

from soak import CRYPTO, Ng, Party, await_relay, relay_port, resident_kib, start

PORTS = "--tandem.rtp-relay.ports.first=20000 --tandem.rtp-relay.ports.last=59999 --tandem.rtp-relay.kernel.path=off"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--class-path", required=True)
    parser.add_argument("--steps", default="0,1000,2000,4000", help="calls up when memory is read")
    parser.add_argument("--ng", default="127.0.0.1:12222")
    parser.add_argument("--jvm", default="-Xms64m -Xmx512m -XX:+UseSerialGC -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10")
    parser.add_argument("--srtp", action="store_true", help="one party of each call has SRTP")
    parser.add_argument("--settings", default=PORTS)
    return parser.parse_args()


def live_kib(pid):
    text = subprocess.run(["jcmd", str(pid), "GC.heap_info"], capture_output=True, text=True, check=True).stdout
    return sum(map(int, re.findall(r"(?:generation|DefNew|Tenured)\s+total \d+K, used (\d+)K", text)))


def main():
    options = arguments()
    process = start(options)
    try:
        ng = Ng(options.ng)
        await_relay(ng, process)
        a, b = Party(), Party()
        up = 0
        base = None
        for step in map(int, options.steps.split(",")):
            while up < step:
                call = dict(call_id=f"memory-{up}", from_tag="a")
                secure = dict(transport_protocol="RTP/AVP") if options.srtp else {}
                to_b = relay_port(ng.good(command="offer", sdp=a.sdp("SAVP", CRYPTO) if options.srtp else a.sdp(), **secure, **call))
                to_a = relay_port(ng.good(command="answer", to_tag="b", sdp=b.sdp(), **call))
                a.send(to_a, up, 0 if options.srtp else 1)
                b.send(to_b, up, 1)
                up += 1
                a.drain()
                b.drain()
            for _ in range(2):
                subprocess.run(["jcmd", str(process.pid), "GC.run"], capture_output=True, check=True)
            time.sleep(1)
            resident, live = resident_kib(process.pid), live_kib(process.pid)
            if base is None or up == 0:
                base = (resident, live)
            each = f"; a call {(resident - base[0]) / up:.1f} KiB resident, {(live - base[1]) / up:.1f} KiB live" if up else ""
            print(f"{up} calls: resident {resident} KiB, live heap {live} KiB, {len(os.listdir(f'/proc/{process.pid}/fd'))} descriptors{each}", flush=True)
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
