/**
 * What is left out of a party's media by order of an operator or controller. Control thread orders, media loop filters.
 */
@NullMarked
package io.tandem.relay.filter;

import org.jspecify.annotations.NullMarked;
