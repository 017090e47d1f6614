/**
 * TLS of the API: an own certificate authority, the server certificate it signs at first start, and the client certificates that
 * {@code admincerts} hands out. Keys lie in the data folder as PEM files, readable by the service only; an operator may put his own there.
 */
@NullMarked
package io.tandem.provisioning.tls;

import org.jspecify.annotations.NullMarked;
