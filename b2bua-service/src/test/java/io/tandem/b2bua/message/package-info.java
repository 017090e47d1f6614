@NullMarked
package io.tandem.b2bua.message;

import org.jspecify.annotations.NullMarked;
