"""Logs in at an XMPP server: HOST PORT CA JID PASSWORD. Prints "session with MECHANISM" or "refused"."""
import asyncio
import ssl
import sys

import slixmpp

host, port, ca, jid, password = sys.argv[1:]
client = slixmpp.ClientXMPP(jid, password)
client.ca_certs = ca
client.ssl_context.check_hostname = False
outcome = asyncio.get_event_loop().create_future()


def settle(text):
    if not outcome.done():
        outcome.set_result(text)


client.add_event_handler("session_start", lambda _: settle("session with " + client["feature_mechanisms"].mech.name))
client.add_event_handler("failed_auth", lambda _: settle("refused"))
client.add_event_handler("connection_failed", lambda reason: settle("no connection: %s" % reason))
client.add_event_handler("disconnected", lambda reason: settle("disconnected: %s" % reason))
client.connect((host, int(port)))
asyncio.get_event_loop().run_until_complete(asyncio.wait_for(asyncio.shield(outcome), 20))
print(outcome.result())
