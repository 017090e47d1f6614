package io.tandem.lb;

import io.tandem.lb.egress.EgressPlan;
import io.tandem.lb.egress.HostResolver;
import io.tandem.lb.flow.ClosedFlows;
import io.tandem.lb.ingress.IngressPlan;
import io.tandem.lb.nat.SourceVia;
import io.tandem.lb.socket.InsideAddresses;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.stun.StunResponder;
import io.tandem.lb.target.Prober;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.trace.LatencyHistogram;
import io.tandem.lb.trace.MessageTap;
import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerTable;

/** What the load balancer works with; all of one event loop. */
record LbParts(EventLoop loop, PeerTable peers, LbSockets sockets, InsideAddresses inside, Proxies proxies, Prober prober,
               IngressPlan ingress, EgressPlan egress, SourceVia sourceVia, HostResolver resolver, Outlets outlets, Answers answers,
               Entrance entrance, ClosedFlows closedFlows, StunResponder stun, LbMeters meters, MessageTap tap, LatencyHistogram latency,
               LargeRequests largeRequests, int maxUdpRequest) {}
