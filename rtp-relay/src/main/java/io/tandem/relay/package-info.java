/** Media relay, ng protocol. */
@NullMarked
package io.tandem.relay;

import org.jspecify.annotations.NullMarked;
