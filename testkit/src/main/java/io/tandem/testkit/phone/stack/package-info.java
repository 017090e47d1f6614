/** What JAIN-SIP's stack makes by class name: its logs on slf4j and on the phones' ladder, its router. Used by the phones only. */
@NullMarked
package io.tandem.testkit.phone.stack;

import org.jspecify.annotations.NullMarked;
