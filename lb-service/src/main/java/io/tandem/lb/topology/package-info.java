/**
 * What the two sides may see of each other: our Via, the Record-Route pair, the Contact token, internal headers; signalling.md §1.9, §1.10.
 */
@NullMarked
package io.tandem.lb.topology;

import org.jspecify.annotations.NullMarked;
