#!/usr/bin/python3
"""Runs a tool of Debian's SIPVicious from a chosen source address and under a chosen User-Agent.

run.py svwar 127.0.0.9 "Phone 1.0" ARGUMENTS...

svwar and svcrack 0.3.3 take -b but do not bind to it, and no tool takes a User-Agent, which attackers change in the source. svcrack 0.3.3 claims
qop=auth where the server offers none, which is answered 400 and ends its work; here it does not claim it.
"""
import importlib
import socket
import sys

sys.path.insert(0, "/usr/share/sipvicious")
from sipvicious.libs import svhelper

tool, address, agent = sys.argv[1:4]


class BoundSocket(socket.socket):
    def bind(self, where):
        super().bind((address, where[1]))

    def sendto(self, data, where):
        return super().sendto(data if b"cnonce=" in data else data.replace(b",qop=auth", b""), where)


socket.socket = BoundSocket
make = svhelper.makeRequest
names = make.__code__.co_varnames[:make.__code__.co_argcount]
values = list(make.__defaults__)
values[list(names[-len(values):]).index("useragent")] = agent
make.__defaults__ = tuple(values)
sys.argv = [tool] + sys.argv[4:]
importlib.import_module("sipvicious." + tool).main()
