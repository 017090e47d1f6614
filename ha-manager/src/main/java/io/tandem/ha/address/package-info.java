/**
 * The shared addresses on this node's cards: taking, announcing and letting go of them, and looking whether anybody else has them. IPv4 by ARP (RFC 826, RFC
 * 5227), IPv6 by Neighbour Discovery (RFC 4861); addresses by rtnetlink(7) with a lifetime of {@value io.tandem.ha.address.AddressTable#LIFETIME_SECONDS} s,
 * so that a dead manager's address goes by itself.
 */
@NullMarked
package io.tandem.ha.address;

import org.jspecify.annotations.NullMarked;
