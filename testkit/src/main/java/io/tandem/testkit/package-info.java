/** Scripted SIP and RTP parties, manual time, embedded MySQL and Redis. */
@NullMarked
package io.tandem.testkit;

import org.jspecify.annotations.NullMarked;
