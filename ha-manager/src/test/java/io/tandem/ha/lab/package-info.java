/** Two real managers in network namespaces, a client outside that listens for silence, and faults as ha.md §4 lists them. Needs root. */
@NullMarked
package io.tandem.ha.lab;

import org.jspecify.annotations.NullMarked;
