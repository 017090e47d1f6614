/**
 * Dialogs (RFC 3261 §12): identity, route set, remote target and sequence numbers of two parties that talk; and the 2xx that is repeated
 * until its ACK (§13.3.1.4). No I/O and no threads: the owner keeps a dialog on its event loop. For B2BUA, app server and test phones.
 */
@NullMarked
package io.tandem.sip.dialog;

import org.jspecify.annotations.NullMarked;
