/** The whole service on real sockets. */
@NullMarked
package io.tandem.b2bua;

import org.jspecify.annotations.NullMarked;
