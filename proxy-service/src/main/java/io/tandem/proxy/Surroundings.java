package io.tandem.proxy;

import java.net.InetSocketAddress;
import java.time.InstantSource;

import io.tandem.data.tables.CallTables;
import io.tandem.net.Scheduler;
import io.tandem.proxy.accounting.Accounting;
import io.tandem.proxy.credit.CreditOffice;
import io.tandem.proxy.dns.SipTargets;
import io.tandem.proxy.ledger.Ledger;
import io.tandem.proxy.location.KeepAliveShards;
import io.tandem.proxy.location.Locations;
import io.tandem.proxy.loop.LoopDetector;
import io.tandem.proxy.media.MediaRelay;
import io.tandem.proxy.mwi.Mailboxes;
import io.tandem.proxy.number.Subscribers;
import io.tandem.proxy.regevent.RegistrationNews;
import io.tandem.proxy.stir.StirSources;
import io.tandem.proxy.upstream.UpstreamStore;
import io.tandem.proxy.vsc.DialledNumbers;
import io.tandem.sip.transport.SipTransport;

/** What the core stands on.
 * @param self   address the transport is bound to
 * @param secret signs nonces; the same on all nodes */
public record Surroundings(Scheduler scheduler, SipTransport transport, InetSocketAddress self, Subscribers subscribers, CallTables tables,
                           Locations locations, KeepAliveShards keepAlive, MediaRelay relay, Accounting accounting, Ledger ledger,
                           CreditOffice credit, LoopDetector loops, DialledNumbers dialled, Mailboxes mailboxes, RegistrationNews registrations,
                           UpstreamStore upstreams, SipTargets targets, StirSources stir, InstantSource clock, byte[] secret) {}
