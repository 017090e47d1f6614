/** Small features of a subscriber (provisioning.md §1.13): speed dials, reminders, trusted sources, auto attendants, manager and secretary, call through. */
@NullMarked
package io.tandem.provisioning.feature;

import org.jspecify.annotations.NullMarked;
