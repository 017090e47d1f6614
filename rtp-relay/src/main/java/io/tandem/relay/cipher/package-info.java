/**
 * What SRTP needs of ciphers and digests for one packet after the other, without a lock and without allocation: the JDK's AES and SHA-1, driven
 * so that nothing has to be initialised per packet. Media loop only.
 */
@NullMarked
package io.tandem.relay.cipher;

import org.jspecify.annotations.NullMarked;
