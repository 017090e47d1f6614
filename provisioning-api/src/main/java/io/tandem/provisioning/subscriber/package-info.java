/** SIP subscribers, their numbers and locks, and what happens when they end: the resource {@code subscribers} (provisioning.md §1.14). */
@NullMarked
package io.tandem.provisioning.subscriber;

import org.jspecify.annotations.NullMarked;
