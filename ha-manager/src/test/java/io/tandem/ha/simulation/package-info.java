/** A pair in virtual time: the real election on two simulated machines and a network that loses, delays and cuts; everything follows from one seed. */
@NullMarked
package io.tandem.ha.simulation;

import org.jspecify.annotations.NullMarked;
