/**
 * Reads the common, sound forms of SIP text without an object for every part. Whatever is unusual is left to {@code io.tandem.sip.message}.
 */
@NullMarked
package io.tandem.lb.text;

import org.jspecify.annotations.NullMarked;
