@NullMarked
package io.tandem.b2bua.outlet;

import org.jspecify.annotations.NullMarked;
