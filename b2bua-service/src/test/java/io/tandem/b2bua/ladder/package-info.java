/** Calls as ladders: scripted parties on a network and a clock that the test moves. */
@NullMarked
package io.tandem.b2bua.ladder;

import org.jspecify.annotations.NullMarked;
