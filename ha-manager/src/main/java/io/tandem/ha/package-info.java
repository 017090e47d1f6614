/** HA manager: decides whether this node is active and says so to operators and services. Spring wiring only; see the packages below. */
@NullMarked
package io.tandem.ha;

import org.jspecify.annotations.NullMarked;
