"""first_call.py PROXY LB B2BUA    Offers a call of the B2BUA to u77777 until the proxy passes it on to the load balancer's socket. Ports of loopback.
Prints the seconds since the proxy's socket was first asked, i.e. since shortly before its process began, and ends with 1 after a minute."""
import select
import socket
import sys
import time

proxy, lb_port, b2bua_port = (int(port) for port in sys.argv[1:])


def bound(port):
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind(("127.0.0.1", port))
    return opened


def invite(number):
    return (f"INVITE sip:u77777@sip.test SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{b2bua_port};branch=z9hG4bKfirst{number};rport\r\n"
            f"From: <sip:u1@sip.test>;tag=f{number}\r\nTo: <sip:u77777@sip.test>\r\nCall-ID: first-{number}\r\nCSeq: 1 INVITE\r\n"
            f"Contact: <sip:b2b@127.0.0.1:{b2bua_port}>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode()


lb, b2bua = bound(lb_port), bound(b2bua_port)
begun, asked = time.monotonic(), 0
while time.monotonic() - begun < 60:
    asked += 1
    try:
        b2bua.sendto(invite(asked), ("127.0.0.1", proxy))
    except ConnectionRefusedError:
        pass
    ready, _, _ = select.select([lb], [], [], 0.1)
    if ready and lb.recv(65535).startswith(b"INVITE "):
        print(f"first call after {time.monotonic() - begun:.1f} s, {asked} tries")
        sys.exit(0)
print("no call within a minute")
sys.exit(1)
