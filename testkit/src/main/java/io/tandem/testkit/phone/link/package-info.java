/**
 * Ways to the switch that JAIN-SIP does not go by itself: TLS with a server name and a certificate, WebSocket, one address of many. Written
 * with the JDK's own TLS and WebSocket, so that the switch is judged by parties that share no transport code with it. Used by the phones
 * and by tests that speak raw SIP.
 */
@NullMarked
package io.tandem.testkit.phone.link;

import org.jspecify.annotations.NullMarked;
