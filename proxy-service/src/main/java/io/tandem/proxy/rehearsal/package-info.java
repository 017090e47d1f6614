/** Calls that the proxy makes with itself before its first customers do: the real code on a loopback socket, between parties and stores in memory. */
@NullMarked
package io.tandem.proxy.rehearsal;

import org.jspecify.annotations.NullMarked;
