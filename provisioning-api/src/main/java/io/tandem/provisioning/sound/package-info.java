/**
 * What callers hear: the resources {@code soundsets}, {@code soundfiles}, {@code soundfilerecordings}, {@code soundhandles}, {@code soundgroups}.
 * Files are stored as calls play them: RIFF, 8 kHz, mono, 16 bit linear.
 */
@NullMarked
package io.tandem.provisioning.sound;

import org.jspecify.annotations.NullMarked;
