@NullMarked
package io.tandem.b2bua.control;

import org.jspecify.annotations.NullMarked;
