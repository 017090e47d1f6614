/** Whole-system tests of the edge: secure transports, scanners and bans, hostile input, IPv6. */
package io.tandem.e2e.edge;
