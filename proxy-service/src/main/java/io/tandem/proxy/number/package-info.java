/** Who is called: subscriber by user name, alias number or E.164 number. */
@NullMarked
package io.tandem.proxy.number;

import org.jspecify.annotations.NullMarked;
